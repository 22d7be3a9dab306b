"""A match as supervision sees it: waiting, supervised, ended.

Facts fill it in any order; what it lacks is what it waits for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from peerbridge.events.matches import MatchCreated, MatchEnded
from supervision.domain.calendar import day_of, later, over_at
from supervision.domain.errors import ContactBeforeMatch, MatchNotYetKnown, MatchOver, NotYetHappened
from supervision.domain.rules import Rules, in_force, zone_in

__all__ = ["Relation", "assigned", "begun", "contacted", "ended", "planned", "released", "stub", "too_late"]

PATIENCE = timedelta(days=3)  # a family matched should not wait longer for anyone to watch over the match


@dataclass(frozen=True, slots=True)
class Relation:
    """`waiting_for`: match, policy or supervisor; None once settled.

    `late_at`: the instant from which the first contact is late.
    """

    match: UUID
    county: str
    shared_with: tuple[str, ...]
    partner: UUID
    family: UUID
    parent: UUID
    case: UUID | None = None
    program: str | None = None
    begun_at: datetime | None = None
    zone: str | None = None
    matched_on: date | None = None
    waiting_for: str | None = "match"
    waiting_until: datetime | None = None
    supervisor: UUID | None = None
    assigned_on: date | None = None
    first_contact_due: date | None = None
    late_at: datetime | None = None
    first_contact_made_on: date | None = None
    first_contact_overdue: bool = False
    ended_on: date | None = None
    end_reason: str | None = None
    case_closed_on: date | None = None
    certification: str = "unknown"

    @property
    def active(self) -> bool:
        """Made, and not over."""
        return self.begun_at is not None and self.ended_on is None

    def today(self, now: datetime) -> date:
        """The day it is in the relation's county."""
        return day_of(now, self.zone or "UTC")


def stub(said: MatchCreated | MatchEnded) -> Relation:
    """All that both facts tell of a match."""
    about = said.about
    return Relation(said.match, about.county, about.shared_with, said.partner, said.family, said.parent)


def begun(known: Relation | None, created: MatchCreated) -> Relation:
    """The relation once it is known that the match was made; hearing it again changes nothing."""
    current = known or stub(created)
    if current.begun_at is not None:
        return current
    waits = "policy" if current.ended_on is None else None
    return replace(
        current,
        county=created.about.county,
        shared_with=created.about.shared_with,
        case=created.case,
        program=created.program,
        begun_at=created.about.time,
        waiting_for=waits,
        waiting_until=created.about.time + PATIENCE if waits else None,
    )


def planned(relation: Relation, versions: Sequence[Rules]) -> Relation:
    """The relation with its zone and the day of the first contact, once the program's policy is known."""
    zone = zone_in(versions, relation.county)
    if relation.waiting_for != "policy" or zone is None or relation.begun_at is None:
        return relation
    matched_on = day_of(relation.begun_at, zone)
    rules = in_force(versions, matched_on)
    due = later(matched_on, rules.first_contact_within_days if rules else 0, "days")
    return replace(
        relation,
        zone=zone,
        matched_on=matched_on,
        waiting_for="supervisor",
        first_contact_due=due,
        late_at=over_at(due, zone),
    )


def assigned(relation: Relation, supervisor: UUID, *, now: datetime) -> Relation:
    """The relation under a supervisor. `assigned_on` stays the day of the first one: check-ins count from it."""
    since = relation.assigned_on or relation.today(now)
    return replace(relation, supervisor=supervisor, assigned_on=since, waiting_for=None, waiting_until=None)


def released(relation: Relation, *, now: datetime) -> Relation:
    """The relation without its supervisor, who no longer serves the county."""
    return replace(relation, supervisor=None, waiting_for="supervisor", waiting_until=now + PATIENCE)


def contacted(relation: Relation, kind: str, on: date, *, now: datetime) -> Relation:
    """The relation after a contact. The first one made ends its deadline; an attempt changes nothing (complaint 9).

    Raises: MatchNotYetKnown, NotYetHappened, ContactBeforeMatch, MatchOver.
    """
    if relation.matched_on is None:
        raise MatchNotYetKnown
    if on > relation.today(now):
        raise NotYetHappened(today=relation.today(now))
    if on < relation.matched_on:
        raise ContactBeforeMatch(matched_on=relation.matched_on)
    if relation.ended_on is not None and on > relation.ended_on:
        raise MatchOver(ended_on=relation.ended_on)
    if kind != "made" or relation.first_contact_made_on is not None:
        return relation
    return replace(relation, first_contact_made_on=on)


def too_late(relation: Relation) -> Relation:
    """The relation once its first contact was announced as overdue."""
    return replace(relation, first_contact_overdue=True)


def ended(known: Relation | None, said: MatchEnded) -> Relation:
    """The relation once the match is over; the first end heard stands."""
    current = known or stub(said)
    if current.ended_on is not None:
        return current
    on = current.today(said.about.time)
    return replace(current, ended_on=on, end_reason=said.reason, waiting_for=None, waiting_until=None)
