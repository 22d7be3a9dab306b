"""The transaction of a unit of records, in DELIVERY's order: inbox, parked keys, locks, use cases, streams and positions, outbox.

What stands in one call is several statements there, each with a snapshot of its own (ADR 8).

received = done + duplicate + not listed + parked: `Counts` is that sum, taken when the transaction has committed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from peerbridge.clock import real_now
from peerbridge.crash import BEFORE_COMMIT, crash_point
from peerbridge.database.engine import Database
from peerbridge.database.gate import Identity, Reopened
from peerbridge.database.scope import Scope
from peerbridge.database.work import UnitOfWork
from peerbridge.messaging import inbox, parking
from peerbridge.messaging.heard import Heard
from peerbridge.messaging.parking import BEYOND
from peerbridge.messaging.waves import touched_by, waves
from peerbridge.retired import again, concerned

__all__ = ["BEYOND", "Counts", "Unit"]


@dataclass(slots=True)
class Counts:
    """What became of the records of one unit."""

    done: int = 0
    duplicate: int = 0
    not_listed: int = 0
    parked: int = 0
    dead: int = 0
    positions: dict[tuple[str, int], int] = field(default_factory=dict)


@dataclass(slots=True)
class Unit:
    """Some records of one topic, in log order, and where each partition stands after them."""

    topic: str
    heard: Sequence[Heard]
    positions: dict[tuple[str, int], int]
    not_listed: int = 0
    replay_until: dict[int, int | None] = field(default_factory=dict)
    generations: dict[int, int] = field(default_factory=dict)
    identity: Identity | None = None
    """The database that said from where to read these: on another one, they have no effect."""

    def scope(self) -> Scope:
        """All counties that its events name; failed records of unknown county are the platform's."""
        counties = {county for item in self.heard for county in item.counties}
        return Scope(tuple(sorted(counties)), platform=True)

    def halves(self) -> "tuple[Unit, Unit]":
        """Its events in two units, to be run in this order; the second has the positions and what nobody listed."""
        middle = len(self.heard) // 2
        first, second = self.heard[:middle], self.heard[middle:]
        reached = {(item.record.topic, item.record.partition): item.record.offset + 1 for item in first}
        return replace(self, heard=first, positions=reached, not_listed=0), replace(self, heard=second)

    def stand(self, work: UnitOfWork) -> None:
        """Where the partitions stand once this has committed, as far as nobody has set them meanwhile."""
        for (topic, partition), offset in self.positions.items():
            work.positions[topic, partition] = (offset, self.generations.get(partition, 0))

    async def run(self, database: Database) -> Counts:
        """Do it, in one transaction. Raises whatever the use cases and the database raise; then nothing of it happened.

        Nothing happens either where the database has become another one, restored say: they come again from where that one stands.
        """
        try:
            async with database.unit_of_work(self.scope(), only_for=self.identity) as work:
                counts = await self._effects(work) if self.heard else Counts()
                self.stand(work)
                crash_point(BEFORE_COMMIT)
        except Reopened:
            return Counts()
        counts.not_listed = self.not_listed
        return counts

    async def park(self, database: Database, fingerprint: str) -> Counts:
        """Park its only record, whose own fault it is, as the head of its key."""
        (item,) = self.heard
        try:
            async with database.unit_of_work(self.scope(), only_for=self.identity) as work:
                fresh, _ = await inbox.admit(work, self.topic, [item])
                if fresh:
                    await parking.park(work, [parking.Parking(item, fingerprint)])
                self.stand(work)
        except Reopened:
            return Counts()
        return Counts(parked=len(fresh), duplicate=1 - len(fresh), not_listed=self.not_listed)

    async def _effects(self, work: UnitOfWork) -> Counts:
        fresh, closed = await inbox.admit(work, self.topic, self.heard, touched_by(self.heard))
        flowing, parked = self._sort(fresh, closed)
        for wave in waves(flowing):
            for use_case, events in wave:
                await use_case(work, events)
        await again(work, concerned(item.event for item in flowing if item.event))
        await parking.park(work, parked)
        dead = sum(p.dead for p in parked)
        return Counts(done=len(flowing), duplicate=len(self.heard) - len(fresh), parked=len(parked) - dead, dead=dead)

    def _sort(self, fresh: Sequence[Heard], closed: set[str]) -> tuple[list[Heard], list[parking.Parking]]:
        """What flows and what parks: unreadable and beyond-inbox records as heads, and all of a closed key behind its head."""
        flowing: list[Heard] = []
        parked: list[parking.Parking] = []
        known = inbox.kept(real_now())
        for item in fresh:
            beyond = inbox.is_beyond(item, self.replay_until.get(item.record.partition), known)
            fault = item.fault or (BEYOND if beyond else None)
            if fault or item.key in closed:
                parked.append(parking.Parking(item, fault, dead=item.key not in closed and fault == BEYOND))
                closed.add(item.key)
            else:
                flowing.append(item)
        return flowing, parked
