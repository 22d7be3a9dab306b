"""Check-ins of partner and supervisor, one ahead at a time.

The next is set when one is held, or when its day has passed (P43).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from supervision.domain.calendar import later, over_at
from supervision.domain.errors import CheckInOver, NotYetHappened
from supervision.domain.relation import Relation
from supervision.domain.rules import Rules, in_force

__all__ = ["OPEN", "CheckIn", "completed", "dropped", "following", "overdue"]

OPEN = ("due", "overdue")


@dataclass(frozen=True, slots=True)
class CheckIn:
    """`state`: due, overdue, done, missed (a later one was held first) or cancelled (the match ended)."""

    check_in: UUID
    match: UUID
    county: str
    shared_with: tuple[str, ...]
    partner: UUID
    due_on: date
    late_at: datetime
    state: str = "due"
    completed_on: date | None = None


def following(relation: Relation, versions: Sequence[Rules], *, since: date, check_in: UUID) -> CheckIn | None:
    """The next check-in of a match, one cadence after `since`.

    None where the program has none, or the match is over.
    """
    rules = in_force(versions, since)
    if rules is None or not rules.check_in_every_days or relation.zone is None or not relation.active:
        return None
    due = later(since, rules.check_in_every_days, "days")
    return CheckIn(
        check_in,
        relation.match,
        relation.county,
        relation.shared_with,
        relation.partner,
        due,
        over_at(due, relation.zone),
    )


def completed(check_in: CheckIn, on: date, *, today: date) -> CheckIn:
    """The check-in once held. Raises: CheckInOver, NotYetHappened."""
    if check_in.state not in OPEN:
        raise CheckInOver(state=check_in.state)
    if on > today:
        raise NotYetHappened(today=today)
    return replace(check_in, state="done", completed_on=on)


def overdue(check_in: CheckIn) -> CheckIn:
    """The check-in once its day has passed; it may still be held."""
    return replace(check_in, state="overdue")


def dropped(check_ins: Iterable[CheckIn], state: str) -> list[CheckIn]:
    """These check-ins, which nobody waits for any longer: missed or cancelled."""
    return [replace(each, state=state) for each in check_ins if each.state in OPEN]
