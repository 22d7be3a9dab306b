"""An order to destroy a person's data everywhere, the services' answers, and the certificate that both make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal
from uuid import UUID

__all__ = ["SERVICES", "Answer", "Certificate", "Order", "Reason"]

Reason = Literal["own_wish", "court_order", "retention_over", "entered_by_mistake"]
SERVICES: Final = ("recruitment", "matching", "supervision", "notification", "console")
"""Who must answer: every service hears the order, and each holds something of people, if only ids."""


@dataclass(frozen=True, slots=True)
class Order:
    """Whose data, why, by whom and when. `shared_with`: the other counties that know the person."""

    erasure: UUID
    person: UUID
    county: str
    shared_with: tuple[str, ...]
    reason: str
    reference: str | None
    ordered_by: str
    ordered_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What one service has destroyed: rows deleted, and rows emptied of what is personal. `times`: how often it said so."""

    erasure: UUID
    county: str
    shared_with: tuple[str, ...]
    service: str
    answered_at: datetime
    deleted: int
    emptied: int
    times: int = 1


@dataclass(frozen=True, slots=True)
class Certificate:
    """An order with its answers. `late`: somebody has not answered in time, and a person must look."""

    order: Order
    answers: Mapping[str, Answer]
    missing: tuple[str, ...]
    late: bool
    backups_gone_on: date | None

    @classmethod
    def of(
        cls, order: Order, answers: Sequence[Answer], *, now: datetime, patience: timedelta, backups: timedelta
    ) -> "Certificate":
        """The certificate as it stands. The last backup with the data is gone `backups` after the last answer."""
        told = {each.service: each for each in answers}
        missing = tuple(service for service in SERVICES if service not in told)
        last = max((each.answered_at for each in answers), default=order.ordered_at)
        gone = None if missing else (last + backups).date()
        return cls(order, told, missing, bool(missing) and now - order.ordered_at > patience, gone)
