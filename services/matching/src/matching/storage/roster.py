"""Partners in programmes, their profiles, and the index of where their rows stand."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import and_, any_, col, false, func, literal, or_, select, true

from matching.domain.profiles import Profile
from matching.domain.roster import RosterEntry
from matching.storage.mapping import chosen, loaded, locked, stored
from matching.storage.tables import ProfileRow, RosterRow
from peerbridge.database.work import UnitOfWork

__all__ = [
    "homes",
    "lock",
    "note_homes",
    "of",
    "page",
    "profiles",
    "reaching_out",
    "serving",
    "store",
    "store_profiles",
]

HOMES = "SELECT DISTINCT county FROM partner_county WHERE partner = ANY ($1::uuid[]) ORDER BY county"
NOTE = (
    "INSERT INTO partner_county (partner, county) SELECT * FROM unnest($1::uuid[], $2::text[]) ON CONFLICT DO NOTHING"
)


async def lock(work: UnitOfWork, keys: Iterable[tuple[UUID, str]]) -> dict[tuple[UUID, str], RosterEntry]:
    """These entries by (partner, program), locked."""
    return await locked(work, RosterEntry, RosterRow, keys)


async def of(work: UnitOfWork, partners: Iterable[UUID]) -> list[RosterEntry]:
    """All visible entries of these partners, in the order of their keys."""
    wanted = col(RosterRow.partner).in_(sorted(set(partners)))
    return await _entries(work, wanted)


async def serving(work: UnitOfWork, county: str) -> list[RosterEntry]:
    """All entries that are counted in `county` or shared with it."""
    here = or_(col(RosterRow.county) == county, col(RosterRow.shared_with).contains([county]))
    return await _entries(work, here)


async def page(
    work: UnitOfWork, county: str | None, roles: Iterable[str] | None, after: UUID | None, limit: int
) -> list[RosterEntry]:
    """All visible entries of the next `limit` partners: of those who serve one county, and have one of these roles, if named."""
    conditions: list[Any] = [col(RosterRow.partner) > after] if after else []
    if county is not None:
        conditions.append(or_(col(RosterRow.county) == county, col(RosterRow.shared_with).contains([county])))
    if roles is not None:
        held: Any = col(RosterRow.roles)
        conditions.append(or_(false(), *(literal(role) == any_(held) for role in sorted(roles))))
    wanted = and_(true(), *conditions)
    partners = select(RosterRow.partner).where(wanted).distinct().order_by(col(RosterRow.partner)).limit(limit)
    return await _entries(work, and_(wanted, col(RosterRow.partner).in_(partners)))


async def _entries(work: UnitOfWork, condition: Any) -> list[RosterEntry]:
    order = (col(RosterRow.partner), col(RosterRow.program))
    return await chosen(work, RosterEntry, select(RosterRow).where(condition).order_by(*order))


async def reaching_out(
    work: UnitOfWork, digits: str, *, after: UUID | None = None, limit: int | None = None
) -> list[UUID]:
    """Visible partners of a state or county who wish to serve counties beyond the certified ones, in the order of their ids."""
    wish = [col(ProfileRow.county).startswith(digits), func.cardinality(col(ProfileRow.area)) > 0]
    wish += [col(ProfileRow.partner) > after] if after else []
    statement = select(ProfileRow.partner).where(*wish).order_by(col(ProfileRow.partner)).limit(limit)
    return list((await work.session.exec(statement)).all())


async def store(work: UnitOfWork, entries: Iterable[RosterEntry]) -> None:
    """Keep these entries."""
    await stored(work, RosterRow, entries)


async def profiles(work: UnitOfWork, partners: Iterable[UUID]) -> dict[UUID, Profile]:
    """The visible profiles of these partners."""
    return await loaded(work, Profile, ProfileRow, partners)


async def store_profiles(work: UnitOfWork, values: Iterable[Profile]) -> None:
    """Keep these profiles."""
    await stored(work, ProfileRow, values)


async def homes(work: UnitOfWork, partners: Iterable[UUID]) -> list[str]:
    """The counties in which rows of these partners stand, hidden ones included: an index of ids."""
    found = await (await work.raw()).fetch(HOMES, sorted(set(partners)))
    return [row["county"] for row in found]


async def note_homes(work: UnitOfWork, pairs: Sequence[tuple[UUID, str]]) -> None:
    """Remember where rows of partners stand."""
    ordered = sorted(set(pairs))
    await (await work.raw()).execute(NOTE, [partner for partner, _ in ordered], [county for _, county in ordered])
