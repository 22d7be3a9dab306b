"""The figures last told of each county, and what they are counted from."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Text, cast
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import and_, col, exists, func, or_, select

from matching.domain.fairness import Served
from matching.storage.tables import MeasuredRow, ProposalRow, RequestRow, WaitingRow
from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork

__all__ = ["FAIRNESS", "STATE", "SUPPLY", "of", "overrides", "served", "store"]

FAIRNESS, STATE, SUPPLY = "fairness", "state", "supply:"
"""What a row is about: a county's families, its whole state's (in one of its counties, shared with all), a language in a county."""


async def of(work: UnitOfWork, counties: Iterable[str]) -> list[MeasuredRow]:
    """What was last told of these counties and of their states, as far as it is visible."""
    here = or_(col(MeasuredRow.county).in_(sorted(set(counties))), col(MeasuredRow.what) == STATE)
    statement = select(MeasuredRow).where(here)
    return list((await work.session.exec(statement.order_by(col(MeasuredRow.county), col(MeasuredRow.what)))).all())


async def store(work: UnitOfWork, measured: list[MeasuredRow]) -> None:
    """Keep what is told."""
    await rows.store(work, measured)


async def served(work: UnitOfWork, counties: Iterable[str], common_languages: Iterable[str]) -> dict[str, Served]:
    """County -> families who have a partner, or a proposal that stands, and of them those who must have an uncommon language."""
    must: Any = col(RequestRow.must_languages)
    rare = and_(func.cardinality(must) > 0, ~cast(must, ARRAY(Text)).overlap(sorted(common_languages)))
    counted: Any = func.count(col(RequestRow.request))
    seeking = exists(select(WaitingRow.request).where(col(WaitingRow.request) == col(RequestRow.request)))
    found = select(RequestRow.county, counted, counted.filter(rare)).where(
        col(RequestRow.county).in_(sorted(set(counties))),
        col(RequestRow.state).in_(("open", "matched")),
        ~seeking,
    )
    grouped = await work.session.exec(found.group_by(col(RequestRow.county)))
    return {county: Served(families, language) for county, families, language in grouped}


async def overrides(work: UnitOfWork, counties: Iterable[str]) -> defaultdict[str, Counter[str]]:
    """County -> reason -> how often a coordinator decided against what the rules chose, or chose a pair of their own."""
    here = col(ProposalRow.county).in_(sorted(set(counties)))
    counted: Any = func.count(col(ProposalRow.proposal))
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    ways = (
        (col(ProposalRow.reason), col(ProposalRow.declined_by) == "coordinator"),
        (col(ProposalRow.chosen_because), col(ProposalRow.chosen_because).is_not(None)),
    )
    for why, decided in ways:
        statement = select(ProposalRow.county, why, counted).where(here, decided)
        for county, reason, n in await work.session.exec(statement.group_by(col(ProposalRow.county), why)):
            found[county][reason or "other"] += n
    return found
