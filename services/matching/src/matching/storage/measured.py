"""The figures last told of each county, and what they are counted from."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import col, func, select

from matching.domain.requests import SupportRequest
from matching.storage.mapping import chosen
from matching.storage.tables import MeasuredRow, ProposalRow, RequestRow, WaitingRow
from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork

__all__ = ["of", "overrides", "served", "store"]


async def of(work: UnitOfWork, counties: Iterable[str]) -> list[MeasuredRow]:
    """What was last told of these counties, as far as it is visible."""
    statement = select(MeasuredRow).where(col(MeasuredRow.county).in_(sorted(set(counties))))
    return list((await work.session.exec(statement.order_by(col(MeasuredRow.county), col(MeasuredRow.what)))).all())


async def store(work: UnitOfWork, measured: list[MeasuredRow]) -> None:
    """Keep what is told."""
    await rows.store(work, measured)


async def served(work: UnitOfWork, county: str) -> list[SupportRequest]:
    """Requests of a county that have a partner, or a proposal that stands."""
    waits = select(WaitingRow.request).where(col(WaitingRow.county) == county)
    statement = select(RequestRow).where(
        col(RequestRow.county) == county,
        col(RequestRow.state).in_(("open", "matched")),
        col(RequestRow.request).not_in(waits),
    )
    return await chosen(work, SupportRequest, statement)


async def overrides(work: UnitOfWork, counties: Iterable[str]) -> dict[str, dict[str, int]]:
    """County -> reason -> how often a coordinator decided against what was chosen."""
    refused = (col(ProposalRow.county).in_(sorted(set(counties))), col(ProposalRow.declined_by) == "coordinator")
    counted: Any = func.count(col(ProposalRow.proposal))
    statement = select(ProposalRow.county, ProposalRow.reason, counted).where(*refused)
    found: dict[str, dict[str, int]] = {}
    grouped = statement.group_by(col(ProposalRow.county), col(ProposalRow.reason))
    for county, reason, n in await work.session.exec(grouped):
        found.setdefault(county, {})[reason or "other"] = n
    return found
