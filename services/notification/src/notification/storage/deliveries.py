"""Messages."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from notification.domain.delivery import Delivery
from notification.storage.mapping import rows_of, value_of
from notification.storage.tables import DeliveryRow
from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork

__all__ = ["add", "listed", "lock", "store"]

ADD = """
INSERT INTO deliveries (delivery, county, shared_with, person, event_id, template, channel, state, created_at, correlation, attempts)
SELECT delivery, county, shared_with::text[], person, event_id, template, channel, state, created_at, correlation, 0 FROM unnest(
    $1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::uuid[]
) AS told (delivery, county, shared_with, person, event_id, template, channel, state, created_at, correlation)
ORDER BY delivery ON CONFLICT DO NOTHING RETURNING delivery
"""


async def add(work: UnitOfWork, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Keep those of these messages that are not kept yet; those."""
    if not deliveries:
        return []
    work.counties.update(each.county for each in deliveries)
    columns = zip(*(_columns(each) for each in deliveries), strict=True)
    added = {row["delivery"] for row in await (await work.raw()).fetch(ADD, *map(list, columns))}
    return [each for each in deliveries if each.delivery in added]


async def lock(work: UnitOfWork, deliveries: Iterable[UUID]) -> dict[UUID, Delivery]:
    """These messages, where visible, for change."""
    found = await rows.lock(work, DeliveryRow, deliveries)
    return {delivery: value_of(Delivery, row) for delivery, row in found.items()}


async def store(work: UnitOfWork, deliveries: Iterable[Delivery]) -> None:
    """Keep them as they are now."""
    await rows.store(work, rows_of(DeliveryRow, deliveries))


async def listed(
    work: UnitOfWork, *, state: str | None, person: UUID | None, county: str | None, limit: int, after: UUID | None
) -> list[Delivery]:
    """Visible messages, newest first."""
    row = DeliveryRow
    statement: Any = select(row)
    for column, value in ((row.state, state), (row.person, person), (row.county, county)):
        if value is not None:
            statement = statement.where(col(column) == value)
    if after is not None:
        statement = statement.where(col(row.delivery) < after)
    found = await work.session.exec(statement.order_by(col(row.delivery).desc()).limit(limit))
    return [value_of(Delivery, each) for each in found.all()]


def _columns(each: Delivery) -> tuple[Any, ...]:
    """The values in the order of the INSERT; counties as one text, since unnest flattens arrays."""
    return (
        each.delivery,
        each.county,
        "{" + ",".join(each.shared_with) + "}",
        each.person,
        each.event_id,
        each.template,
        each.channel,
        each.state,
        each.created_at,
        each.correlation,
    )
