"""Support sessions of a partner, on a grid counted from the day of certification.

No drift, also over short months (P47, P48).

Attendance is recorded, content never.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from supervision.domain.calendar import day_of, later, over_at
from supervision.domain.certification import Certification
from supervision.domain.errors import NotYetHappened, SessionOver
from supervision.domain.rules import Rules, Series, in_force

__all__ = ["Session", "after", "attended", "called_off", "first", "missed"]


@dataclass(frozen=True, slots=True)
class Session:
    """The `number`-th session of a series since `anchor_on`. `state`: due, kept, missed or cancelled."""

    session: UUID
    partner: UUID
    program: str
    series: str
    kind: str
    county: str
    shared_with: tuple[str, ...]
    zone: str
    anchor_on: date
    number: int
    due_on: date
    late_at: datetime
    state: str = "due"
    held_on: date | None = None


def first(of: Certification, series: Series, zone: str, *, now: datetime, session: UUID) -> Session:
    """The first session of a series that is not due before today: a history heard late calls nobody to account."""
    today, number = day_of(now, zone), 1
    while later(of.anchor_on, series.every * number, series.unit) < today:
        number += 1
    return _numbered(of, series, zone, number=number, session=session)


def after(
    done: Session, of: Certification | None, versions: Sequence[Rules], *, now: datetime, session: UUID
) -> Session | None:
    """The next of the same series; None where the partner or the program no longer holds it."""
    rules = in_force(versions, day_of(now, done.zone))
    series = next((each for each in rules.series if each.series == done.series), None) if rules else None
    if series is None or of is None or not of.in_service or of.anchor_on != done.anchor_on:
        return None
    number = done.number + 1
    while later(of.anchor_on, series.every * number, series.unit) <= done.due_on:
        number += 1
    return _numbered(of, series, done.zone, number=number, session=session)


def attended(session: Session, on: date, *, now: datetime) -> Session:
    """The session once kept, also when it is entered late. Raises: SessionOver, NotYetHappened."""
    if session.state not in ("due", "missed"):
        raise SessionOver(state=session.state)
    today = day_of(now, session.zone)
    if on > today:
        raise NotYetHappened(today=today)
    return replace(session, state="kept", held_on=on)


def missed(session: Session) -> Session:
    """The session once its day has passed without it."""
    return replace(session, state="missed")


def called_off(sessions: Iterable[Session]) -> list[Session]:
    """The sessions still due of a partner who is no longer in service."""
    return [replace(each, state="cancelled") for each in sessions if each.state == "due"]


def _numbered(of: Certification, series: Series, zone: str, *, number: int, session: UUID) -> Session:
    due = later(of.anchor_on, series.every * number, series.unit)
    return Session(
        session,
        of.partner,
        of.program,
        series.series,
        series.kind,
        of.county,
        of.shared_with,
        zone,
        of.anchor_on,
        number,
        due,
        over_at(due, zone),
    )
