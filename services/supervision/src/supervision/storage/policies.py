"""The rules of programs, by version. Open to every reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from sqlmodel import col, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from supervision.domain.rules import Rules, Series
from supervision.storage.tables import PolicyRow

__all__ = ["load", "store"]


async def load(work: UnitOfWork, programs: Iterable[str | None]) -> Mapping[str | None, Sequence[Rules]]:
    """All versions of these programs' rules, by program; an empty list where none is known."""
    wanted = sorted({program for program in programs if program})
    found: dict[str | None, list[Rules]] = {program: [] for program in [*wanted, None]}
    if wanted:
        statement = select(PolicyRow).where(col(PolicyRow.program).in_(wanted))
        for row in (await work.session.exec(statement)).all():
            found[row.program].append(_rules(row))
    return found


async def store(work: UnitOfWork, rules: Iterable[Rules]) -> None:
    """Keep these versions."""
    await rows.store(work, [_row(each) for each in rules])


def _row(rules: Rules) -> PolicyRow:
    said = asdict(rules)
    return PolicyRow(
        program=said.pop("program"), version=said.pop("version"), effective_on=said.pop("effective_on"), said=said
    )


def _rules(row: PolicyRow) -> Rules:
    said = dict(row.said)
    series = tuple(Series(**each) for each in said.pop("series"))
    zones = tuple((county, zone) for county, zone in said.pop("zones"))
    return Rules(
        program=row.program, version=row.version, effective_on=row.effective_on, series=series, zones=zones, **said
    )
