"""Who did or read what, when and with what outcome: appended in the transaction of the deed, never changed.

A row holds ids and names of routes, never a value that someone entered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from peerbridge.clock import real_now

if TYPE_CHECKING:
    from peerbridge.database.work import UnitOfWork

__all__ = ["AuditEntry", "as_id"]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit; `at` is real time, `business_at` the business time of the transaction.

    `subject` is what the deed was done to; `concerns` are the ids of all things and people whose data it showed or changed.
    """

    at: datetime
    business_at: datetime
    actor: str
    roles: tuple[str, ...]
    action: str
    what: str
    subject: str
    concerns: tuple[UUID, ...]
    county: str | None
    outcome: str
    correlation: UUID

    @classmethod
    def made(
        cls,
        work: "UnitOfWork",
        *,
        action: str,
        what: str,
        subject: str = "",
        concerns: Iterable[UUID] = (),
        county: str | None = None,
        outcome: str = "done",
    ) -> "AuditEntry":
        """The entry of a deed of this transaction; without a caller it is the service's own. A caller of one county acts in it."""
        caller = work.principal
        named = (each for part in subject.split(",") if (each := as_id(part)) is not None)
        return cls(
            at=real_now(),
            business_at=work.business_now,
            actor=work.actor,
            roles=tuple(sorted(caller.roles)) if caller else (),
            action=action,
            what=what,
            subject=subject,
            concerns=tuple(sorted({*concerns, *named})),
            county=county or (caller.counties[0] if caller and len(caller.counties) == 1 else None),
            outcome=outcome,
            correlation=work.correlation,
        )

    def columns(self) -> tuple[Any, ...]:
        """The values in the order of the audit's INSERT; lists as one text, since unnest flattens arrays."""
        roles = ",".join(self.roles)
        return (
            self.at,
            self.business_at,
            self.actor,
            roles,
            self.action,
            self.what,
            self.subject,
            ",".join(map(str, self.concerns)),
            self.county,
            self.outcome,
            self.correlation,
        )


def as_id(text: str) -> UUID | None:
    """The id that `text` is, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None
