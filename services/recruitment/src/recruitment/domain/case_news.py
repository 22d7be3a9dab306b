"""What is announced when a case changes. One CaseClosed per exit; the last word on a case says whether it is open or closed.

So an old exit heard of late, while a later removal is open, is followed by CaseReopened: whoever reads the stream in order is right.
"""

from typing import TypeVar

from peerbridge.events.cases import (
    CaseClosed,
    CaseClosureCorrected,
    CaseClosureWithdrawn,
    CaseEvent,
    CaseOpened,
    CaseReopened,
    ClosureFacts,
)
from recruitment.domain.cases import Case, Closure, Opening

__all__ = ["news"]

F = TypeVar("F", bound=ClosureFacts)


def news(before: Case | None, after: Case) -> list[CaseEvent]:
    """The events of a change, in order. A case that waits for its county is not spoken of."""
    if after.waiting:
        return []
    was = before if before is not None and not before.waiting else None
    closed = _closings(was, after)
    opened = _of_opening(was.opening if was else None, after, after_exits=bool(closed))
    return [*closed, *opened] or (_restated(after) if was is not None and _differs(was, after) else [])


def _closings(was: Case | None, after: Case) -> list[CaseEvent]:
    """The news of exits in the order of time; of a closed case the exit that closed it last has the last word."""
    dated: list[tuple[Closure, CaseEvent]] = []
    for closure in sorted(after.closures.values(), key=lambda each: each.order):
        event = _of_exit(after, was.closures.get(closure.key) if was else None, closure)
        if event is not None:
            dated.append((closure, event))
    events, last = [event for _, event in dated], after.last_closure
    if dated and not after.open and last is not None and dated[-1][0] is not last:
        events.append(_closed(CaseClosureCorrected, after, last))
    return events


def _of_exit(case: Case, before: Closure | None, now: Closure) -> CaseEvent | None:
    if not now.told:
        return _closed(CaseClosed, case, now) if now.stands else None
    if not now.stands:
        stood = before is None or before.stands
        return CaseClosureWithdrawn(case=case.id, closure=now.id) if stood else None
    if before is not None and _said(before) == _said(now):
        return None
    return _closed(CaseClosureCorrected, case, now) if before is not None else None


def _said(closure: Closure) -> tuple[object, ...]:
    """What the events of an exit say of it."""
    kept = (
        closure.closed_on,
        closure.code_list,
        closure.exit_code,
        closure.case_type,
        closure.referred,
        closure.parents,
    )
    return (closure.stands, *kept)


def _of_opening(was: Opening | None, after: Case, *, after_exits: bool) -> list[CaseEvent]:
    opening = after.opening
    if opening is None or (opening == was and not after_exits):
        return []
    return [_opened(after, opening)]


def _opened(case: Case, opening: Opening) -> CaseEvent:
    kind = CaseReopened if any(c.told or c.stands for c in case.closures.values()) else CaseOpened
    return kind(case=case.id, opened_on=opening.opened_on, case_type=opening.case_type, parents=opening.parents)


def _differs(was: Case, after: Case) -> bool:
    """Whether a change that no exit and no opening tells must be told: a move, or an opening corrected away."""
    return was.county != after.county or (was.opening is not None and after.opening is None)


def _restated(case: Case) -> list[CaseEvent]:
    """How the case stands now."""
    if case.opening:
        return [_opened(case, case.opening)]
    return [_closed(CaseClosureCorrected, case, case.last_closure)] if case.last_closure else []


def _closed(kind: type[F], case: Case, closure: Closure) -> F:
    """An exit as it stands, as an event of this kind."""
    return kind(
        case=case.id,
        closure=closure.id,
        closed_on=closure.closed_on,
        exit_reason=closure.reason or "not_applicable",
        code_list=closure.code_list,
        case_type=closure.case_type,
        referred=closure.referred,
        parents=case.parents,
    )
