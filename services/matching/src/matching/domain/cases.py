"""What matching knows of a case: is it open, where, whose. Recruitment tells it.

Facts may come before or after the family's request.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from matching.domain.errors import CaseIsClosed, CaseUnknown, ParentNotOfCase
from peerbridge.events.cases import CaseClosureWithdrawn, CaseEvent, ClosureFacts, Opening

__all__ = ["FoundCase", "KnownCase", "after", "check_parent", "settled"]

CaseState = Literal["open", "closed", "unknown"]


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case by the newest fact heard of it; `closure` is the exit that closed it, `story` its correlation."""

    case: UUID
    county: str
    shared_with: tuple[str, ...] = ()
    state: CaseState = "unknown"
    opened_on: date | None = None
    closed_on: date | None = None
    closure: UUID | None = None
    parents: tuple[UUID, ...] = ()
    sequence: int = 0
    story: UUID | None = None


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case as recruitment tells it to a caller who may see it."""

    case: UUID
    county: str
    open: bool
    opened_on: date | None
    parents: tuple[UUID, ...]
    story: UUID | None


def after(known: KnownCase, fact: CaseEvent) -> KnownCase:
    """The case once `fact` is known. A fact older than the newest known changes nothing."""
    about = fact.about
    if about.sequence <= known.sequence:
        return known
    moved = replace(known, county=about.county, sequence=about.sequence, story=known.story or about.correlation)
    if isinstance(fact, Opening):
        return replace(
            moved, state="open", opened_on=fact.opened_on, closed_on=None, closure=None, parents=fact.parents
        )
    if isinstance(fact, ClosureFacts):
        if known.state == "open" and known.opened_on and fact.closed_on < known.opened_on:
            return moved  # an earlier removal's exit, heard late: the case that is open now stays open
        return replace(moved, state="closed", closed_on=fact.closed_on, closure=fact.closure, parents=fact.parents)
    if isinstance(fact, CaseClosureWithdrawn) and known.closure in (None, fact.closure):
        return replace(moved, state="open", closed_on=None, closure=None)
    return moved


def settled(case: UUID, known: KnownCase | None, found: FoundCase | None) -> KnownCase:
    """The open case that a request may be made for. What recruitment tells now goes before what was heard earlier.

    Raises: CaseUnknown, CaseIsClosed.
    """
    if found is None:
        if known is None:
            raise CaseUnknown(case=case)
        case_now = known
    else:
        case_now = known if known and closed_since(known, found) else told(found, known)
    if case_now.state == "closed":
        raise CaseIsClosed(case=case)
    return case_now


def check_parent(case: KnownCase, parent: UUID | None) -> None:
    """Refuse somebody else than a parent of the case, where it is known who they are. Raises: ParentNotOfCase."""
    if parent is not None and case.parents and parent not in case.parents:
        raise ParentNotOfCase(parent=parent, case=case.case)


def closed_since(known: KnownCase, found: FoundCase) -> bool:
    """Whether the closure heard of is later than what recruitment told.

    Then the case was closed while it was asked for.
    """
    if known.state != "closed" or not found.open:
        return False
    return known.closed_on is None or found.opened_on is None or found.opened_on < known.closed_on


def told(found: FoundCase, known: KnownCase | None) -> KnownCase:
    """What recruitment tells, with the sequence and story already known."""
    base = known or KnownCase(found.case, found.county)
    return replace(
        base,
        state="open" if found.open else "closed",
        opened_on=found.opened_on or base.opened_on,
        parents=tuple(dict.fromkeys((*base.parents, *found.parents))),
        story=base.story or found.story,
    )
