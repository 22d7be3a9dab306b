"""Which counties know something of a person: ids only, so that a row of another county can be found at all."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlmodel import col, select

from notification.storage.tables import WhereaboutsRow, ZoneRow
from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork

__all__ = ["counties", "note", "note_zones", "zone"]


async def note(work: UnitOfWork, known: Iterable[tuple[UUID, str]]) -> None:
    """These people are known in these counties."""
    await rows.store(work, [WhereaboutsRow(person=person, county=county) for person, county in known])


async def counties(work: UnitOfWork, people: Iterable[UUID]) -> list[str]:
    """All counties that know something of any of these people, sorted."""
    statement = select(WhereaboutsRow.county).where(col(WhereaboutsRow.person).in_(list(people))).distinct()
    return sorted((await work.session.exec(statement)).all())


async def note_zones(work: UnitOfWork, zones: Mapping[str, str]) -> None:
    """Keep the time zones of counties."""
    await rows.store(work, [ZoneRow(county=county, zone=zone) for county, zone in zones.items()])


async def zone(work: UnitOfWork, county: str) -> str | None:
    """The time zone of a county, where a program has named it."""
    found = (await rows.load(work, ZoneRow, [county])).get(county)
    return found.zone if found else None
