"""One message to one person: never handed over twice by itself.

What nobody knows the outcome of stands on a person's list.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from notification.domain.errors import NotUncertain
from notification.domain.person import Person, quiet_until

__all__ = ["FAILED", "Delivery", "Outcome", "after", "due_again", "next_step", "resolved"]

PATIENCE = timedelta(days=30)  # business time; an address not entered in a month will hardly come for this message
WAITS = (30, 120, 600, 1800, 3600)  # seconds of real time after the first, second … temporary failure; then hourly
MOST_ATTEMPTS = 24  # about a day: what a mail server defers longer than that, it refuses
AWAY_SECONDS = 5
FAILED = frozenset({"refused", "no_address", "opted_out", "uncertain"})
"""States that are announced as failures, under the reason of the same name."""


class Outcome(StrEnum):
    """What became of a hand-over.

    After `temporary` and `away` the message surely was not taken; `away` was no attempt.
    """

    SENT = "sent"
    REFUSED = "refused"
    TEMPORARY = "temporary"
    AWAY = "away"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Delivery:
    """`state`: ready, waiting_for_address, quiet_hours, handing_over, sent, or one of the failures.

    `waits_until` is business time: the deadline of an address, or the end of quiet hours.
    """

    delivery: UUID
    county: str
    shared_with: tuple[str, ...]
    person: UUID
    event_id: UUID
    template: str
    channel: str
    state: str
    created_at: datetime
    correlation: UUID
    waits_until: datetime | None = None
    attempt: UUID | None = None
    attempts: int = 0
    finished_at: datetime | None = None


def next_step(
    delivery: Delivery, person: Person | None, *, opted_out: bool, now: datetime, attempt: UUID, forgotten: bool = False
) -> Delivery:
    """What is to be done with a message whose turn it is.

    Eligibility is looked at now, not when it was caused (complaint 13).

    A hand-over that is found without an outcome is uncertain, whoever began it; so is one that may have been `forgotten`,
    because the database was restored to an earlier point since. `now` is business time.
    """
    if delivery.state == "handing_over" or forgotten:
        return _finished(delivery, "uncertain", now)
    if opted_out:
        return _finished(delivery, "opted_out", now)
    if person is None or person.email is None:
        deadline = delivery.created_at + PATIENCE
        if now >= deadline:
            return _finished(delivery, "no_address", now)
        return replace(delivery, state="waiting_for_address", waits_until=deadline)
    if until := quiet_until(person, now):
        return replace(delivery, state="quiet_hours", waits_until=until)
    return replace(delivery, state="handing_over", waits_until=None, attempt=attempt, attempts=delivery.attempts + 1)


def after(delivery: Delivery, attempt: UUID, outcome: Outcome, *, now: datetime) -> Delivery:
    """The message after a hand-over.

    An outcome of another attempt than the last, or that came too late, changes nothing.
    """
    if delivery.attempt != attempt or delivery.state not in ("handing_over", "uncertain"):
        return delivery
    if outcome is Outcome.AWAY:
        return replace(delivery, state="ready", attempts=delivery.attempts - 1, finished_at=None)
    if outcome is Outcome.TEMPORARY and delivery.attempts < MOST_ATTEMPTS:
        return replace(delivery, state="ready", finished_at=None)
    if outcome is Outcome.UNCERTAIN and delivery.state == "uncertain":
        return delivery
    return _finished(delivery, "refused" if outcome is Outcome.TEMPORARY else outcome.value, now)


def due_again(delivery: Delivery, outcome: Outcome) -> timedelta:
    """How long (real time) a message that was not taken waits for its next turn."""
    if outcome is Outcome.AWAY:
        return timedelta(seconds=AWAY_SECONDS)
    return timedelta(seconds=WAITS[min(delivery.attempts, len(WAITS)) - 1])


def resolved(delivery: Delivery, answer: str, *, now: datetime, attempt: UUID) -> Delivery:
    """The message once a person has found out: it was sent, or is to be sent again as a new attempt. Raises: NotUncertain."""
    if delivery.state != "uncertain":
        raise NotUncertain(state=delivery.state.replace("_", " "))
    if answer == "sent":
        return _finished(delivery, "sent", now)
    return replace(delivery, state="ready", attempt=attempt, finished_at=None)


def _finished(delivery: Delivery, state: str, now: datetime) -> Delivery:
    return replace(delivery, state=state, waits_until=None, finished_at=now)
