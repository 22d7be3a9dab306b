"""The people directory, and who wants no messages."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import col, delete, select

from notification.domain.person import Person
from notification.storage.mapping import rows_of, value_of
from notification.storage.tables import OptOutRow, PersonRow
from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork

__all__ = ["load", "opt_back_in", "opt_out", "opted_out", "store"]

OPT_OUT = """
INSERT INTO opt_outs (person, channel, county, since) SELECT person, channel, county, $4
FROM unnest($1::uuid[], $2::text[], $3::text[]) AS told (person, channel, county) ON CONFLICT DO NOTHING
RETURNING person, channel
"""


async def load(work: UnitOfWork, people: Iterable[UUID]) -> dict[UUID, Person]:
    """Those of these people who are in the directory and visible."""
    found = await rows.load(work, PersonRow, people)
    return {person: value_of(Person, row) for person, row in found.items()}


async def store(work: UnitOfWork, person: Person) -> None:
    """Keep a person."""
    await rows.store(work, rows_of(PersonRow, [person]))


async def opted_out(work: UnitOfWork, people: Iterable[UUID]) -> set[tuple[UUID, str]]:
    """Person and channel of every visible opt-out of these people."""
    statement = select(OptOutRow.person, OptOutRow.channel).where(col(OptOutRow.person).in_(list(people)))
    return set((await work.session.exec(statement)).all())


async def opt_out(work: UnitOfWork, told: Iterable[tuple[UUID, str, str]], since: datetime) -> set[tuple[UUID, str]]:
    """Keep opt-outs (person, channel, county); person and channel of those that are new."""
    ordered = sorted(set(told))
    if not ordered:
        return set()
    work.counties.update(county for _, _, county in ordered)
    people, channels, counties = (list(values) for values in zip(*ordered, strict=True))
    found = await (await work.raw()).fetch(OPT_OUT, people, channels, counties, since)
    return {(row["person"], row["channel"]) for row in found}


async def opt_back_in(work: UnitOfWork, person: UUID, channels: Iterable[str]) -> None:
    """Forget these opt-outs."""
    statement = delete(OptOutRow).where(col(OptOutRow.person) == person, col(OptOutRow.channel).in_(list(channels)))
    await work.session.exec(statement)
