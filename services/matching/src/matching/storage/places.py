"""Places and who holds them. A partial unique index lets no two proposals or matches hold one place, whoever writes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from matching.storage.mapping import chosen_rows
from matching.storage.tables import HoldRow, PlaceRow
from peerbridge.database import rows
from peerbridge.database.seeing import filtered, seen
from peerbridge.database.work import UnitOfWork

__all__ = ["Extent", "Occupancy", "arrange", "hold", "is_held", "occupancy", "release", "share_holds", "slots_of"]

Key = tuple[UUID, str]
SEEN = seen("hold", *HoldRow.__readers__)
HELD = filtered("SELECT 1 FROM hold WHERE proposal = $1 AND released_at IS NULL AND {seen} FOR UPDATE", seen=SEEN)
RELEASE = filtered(
    """
UPDATE hold SET released_at = $2 WHERE proposal = ANY ($1::uuid[]) AND released_at IS NULL AND {seen}
RETURNING partner, county, shared_with
""",
    seen=SEEN,
)

SHARE = filtered(
    """
UPDATE hold SET shared_with = ARRAY(
    SELECT DISTINCT served FROM unnest(string_to_array(reach, ',') || family_county::text) AS served
    WHERE served <> hold.county ORDER BY served)
FROM unnest($1::uuid[], $2::text[]) AS found (partner, reach)
WHERE hold.partner = found.partner AND released_at IS NULL AND {seen}
""",
    seen=SEEN,
)


@dataclass(frozen=True, slots=True)
class Extent:
    """How many places a partner offers in a programme, and who may see them."""

    offered: int
    county: str
    shared_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Occupancy:
    """What is offered and held at one moment: slots by (partner, program)."""

    offered: Mapping[Key, Sequence[int]]
    held: Mapping[Key, frozenset[int]]

    def without(self, given_up: Iterable[tuple[Key, int]]) -> "Occupancy":
        """The same, as if these slots were held by nobody."""
        held = dict(self.held)
        for key, slot in given_up:
            held[key] = held.get(key, frozenset()) - {slot}
        return Occupancy(self.offered, held)

    def free(self, key: Key) -> tuple[int, ...]:
        """Offered slots that nobody holds, lowest first; as many as are offered beyond all that are held.

        A slot that is offered no more may still be held: its family counts for the capacity as every other.
        """
        offered, held = self.offered.get(key, ()), self.held.get(key, frozenset())
        free = [slot for slot in offered if slot not in held]
        return tuple(free[: max(0, len(offered) - len(held))])

    def families(self) -> Counter[UUID]:
        """Partner -> families held over all programmes."""
        held: Counter[UUID] = Counter()
        for (partner, _), slots in self.held.items():
            held[partner] += len(slots)
        return held


async def occupancy(work: UnitOfWork, partners: Iterable[UUID]) -> Occupancy:
    """What these partners offer and hold, as far as it is visible: their rows are shared wherever they serve."""
    wanted = sorted(set(partners))
    of_these = select(PlaceRow).where(col(PlaceRow.partner).in_(wanted)).order_by(col(PlaceRow.slot))
    places, holds = await chosen_rows(work, of_these), await _active(work, wanted)
    offered: dict[Key, list[int]] = {}
    held: dict[Key, set[int]] = {}
    for place in places:
        if place.offered:
            offered.setdefault((place.partner, place.program), []).append(place.slot)
    for hold_ in holds:
        held.setdefault((hold_.partner, hold_.program), set()).add(hold_.slot)
    return Occupancy(offered, {key: frozenset(slots) for key, slots in held.items()})


async def slots_of(work: UnitOfWork, proposals: Iterable[UUID]) -> dict[UUID, int]:
    """Proposal -> the slot it holds."""
    wanted = (col(HoldRow.proposal).in_(sorted(set(proposals))), col(HoldRow.released_at).is_(None))
    return {row.proposal: row.slot for row in await chosen_rows(work, select(HoldRow).where(*wanted))}


async def _active(work: UnitOfWork, partners: Sequence[UUID]) -> Sequence[HoldRow]:
    of_these = (col(HoldRow.partner).in_(partners), col(HoldRow.released_at).is_(None))
    return await chosen_rows(work, select(HoldRow).where(*of_these))


async def arrange(work: UnitOfWork, wanted: Mapping[Key, Extent]) -> None:
    """Make as many places as are wanted; places beyond that stay, no longer offered, since someone may hold them."""
    keys = sorted({partner for partner, _ in wanted})
    existing = await chosen_rows(work, select(PlaceRow).where(col(PlaceRow.partner).in_(keys)))
    highest: dict[Key, int] = {}
    for place in existing:
        key = (place.partner, place.program)
        highest[key] = max(highest.get(key, 0), place.slot)
    made = [row for key, extent in wanted.items() for row in _rows(key, extent, highest.get(key, 0))]
    await rows.store(work, made)


def _rows(key: Key, extent: Extent, highest: int) -> list[PlaceRow]:
    partner, program = key
    return [
        PlaceRow(
            partner=partner,
            program=program,
            slot=slot,
            offered=slot <= extent.offered,
            county=extent.county,
            shared_with=list(extent.shared_with),
        )
        for slot in range(1, max(extent.offered, highest) + 1)
    ]


async def share_holds(work: UnitOfWork, reach: Mapping[UUID, frozenset[str]]) -> None:
    """Let the holds of these partners be seen where the partners now serve, and where the family is.

    Nothing else of a hold is touched: whoever gives it back meanwhile does not find it taken again.
    """
    partners = sorted(reach)
    counties = [",".join(sorted(reach[partner])) for partner in partners]
    await (await work.raw()).execute(SHARE, partners, counties)


async def hold(work: UnitOfWork, holds: Sequence[HoldRow]) -> None:
    """Take places. A place that is held already is refused by the database (unique violation, SQLSTATE 23505)."""
    await rows.store(work, holds)


async def is_held(work: UnitOfWork, proposal: UUID) -> bool:
    """Whether the proposal still holds its place; the hold is locked until the transaction ends."""
    return bool(await (await work.raw()).fetchval(HELD, proposal))


async def release(work: UnitOfWork, proposals: Iterable[UUID], at: datetime) -> set[tuple[UUID, str]]:
    """Give back the places of these proposals; the partners, and the counties in which they are free for others."""
    found = await (await work.raw()).fetch(RELEASE, sorted(set(proposals)), at)
    return {(row["partner"], county) for row in found for county in (row["county"], *row["shared_with"])}
