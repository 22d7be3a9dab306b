"""Which side of a pair a caller may speak for."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from matching.api.paging import STAFF
from matching.domain.errors import NotYourself, NotYourSide, ReasonMissing
from matching.domain.proposals import Side
from peerbridge.errors import NotVisible
from peerbridge.identity import ATTORNEY, COORDINATOR, PARENT, PARTNER, PROGRAM_ADMIN, SUPERVISOR, Principal

__all__ = [
    "READERS",
    "check_own",
    "check_reason",
    "check_side",
    "own_role",
    "parent_meant",
    "reads_profiles",
    "reads_wishes",
]

SIDES: Final[dict[str, Side]] = {PARENT: "family", PARTNER: "partner"}
READERS: Final = (COORDINATOR, SUPERVISOR, PROGRAM_ADMIN)
"""Staff who read partners' profiles."""


def own_role(caller: Principal) -> str | None:
    """`parent` or `partner` where the caller acts for themself, None for staff."""
    return next((role for role in (PARENT, PARTNER) if caller.holds(role)), None)


def reads_wishes(caller: Principal) -> bool:
    """Whether a member of staff reads what a family said and what a pair has lived through: not with an attorney's role alone."""
    return caller.holds(*(role for role in STAFF if role != ATTORNEY))


def reads_profiles(caller: Principal) -> bool:
    """Whether a member of staff may read partners' profiles, and so find out what one of them has lived through."""
    return caller.holds(*READERS)


def check_side(caller: Principal, side: Side) -> None:
    """Partners answer for themselves; a family for itself, or staff on its behalf. Who is both may be asked as either.

    Raises: NotYourSide.
    """
    own: set[Side] = {of for role, of in SIDES.items() if caller.holds(role)}
    if side not in (own or {"family"}):
        raise NotYourSide(side=side)


def check_reason(caller: Principal, reason: str | None, reasons: Iterable[str]) -> None:
    """Parents and partners need not say why they say no (it is kept as `other`); who says it for them does. Raises: ReasonMissing."""
    if reason is None and own_role(caller) is None:
        raise ReasonMissing(reasons=", ".join(reasons))


def parent_meant(caller: Principal, named: UUID | None) -> UUID | None:
    """The parent a request is for: a parent's own request is for themself. Raises: NotYourself."""
    if not caller.holds(PARENT):
        return named
    if named not in (None, caller.person):
        raise NotYourself
    return caller.person


def check_own(caller: Principal, person: UUID) -> None:
    """A partner sees and gives no profile but their own. Raises: NotVisible."""
    if caller.holds(PARTNER) and caller.person != person:
        raise NotVisible
