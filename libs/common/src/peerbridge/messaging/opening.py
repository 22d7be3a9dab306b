"""Opens a service: its database is compared with its own topics, which hold whatever it has said (ADR 0017; DELIVERY, "Restore").

A database that was restored to an earlier point knows less. Versions of its streams are raised above the highest sequence found, and
each fact that it no longer knows stands on a list, before it takes a command, hears or publishes anything.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

from peerbridge.clock import real_now
from peerbridge.database.engine import Database
from peerbridge.database.gate import IDENTITY, Gate, Identity
from peerbridge.database.scope import NOTHING, Scope
from peerbridge.database.work import UnitOfWork
from peerbridge.events.envelope import Envelope, from_headers
from peerbridge.events.errors import BadEnvelope
from peerbridge.messaging import recollecting
from peerbridge.messaging.access import Access, access
from peerbridge.messaging.own_log import OwnLog, Places
from peerbridge.messaging.subscriber import Subscriber

__all__ = ["Opening"]

log = logging.getLogger("peerbridge.opening")
QUIET_SECONDS = 0.05
STANDS = "SELECT server, database, open_facts > 0 AS lost FROM opening"
MARKS = "SELECT topic, partition, next_offset FROM own_log"
ONE = "SELECT pg_advisory_xact_lock(hashtextextended('peerbridge_opening', 0))"
KNOWN = """
SELECT topic, key, version FROM streams JOIN unnest($1::text[], $2::text[]) AS asked (topic, key) USING (topic, key)
"""
RAISE = """
INSERT INTO streams AS s (topic, key, version, correlation) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::uuid[])
ON CONFLICT (topic, key) DO UPDATE SET version = greatest(s.version, excluded.version)
"""
LOST = """
INSERT INTO lost_facts (event_id, topic, key, partition, "offset", type, county, shared_with, time, sequence, digest)
SELECT event_id, topic, key, partition, at, type, county, string_to_array(shared, ','), time, sequence, digest
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::timestamptz[],
            $10::bigint[], $11::bytea[])
    AS f (event_id, topic, key, partition, at, type, county, shared, time, sequence, digest)
ON CONFLICT DO NOTHING RETURNING event_id
"""
RESTORED = """
INSERT INTO opening AS o (restored_at, open_facts) VALUES ($1, $2)
ON CONFLICT (one) DO UPDATE SET restored_at = coalesce(o.alive_until, $1), open_facts = o.open_facts + $2
"""
READ = """
INSERT INTO own_log (topic, partition, next_offset) SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[])
ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset
"""
STAMP = """
INSERT INTO opening (server, database) VALUES ($1, $2)
ON CONFLICT (one) DO UPDATE SET server = $1, database = $2, alive_until = NULL,
    restored_at = CASE WHEN $3 THEN coalesce(opening.alive_until, $4) ELSE opening.restored_at END
RETURNING open_facts > 0
"""


class Opening:
    """One service's comparison. `topics`: those it is the writer of; `recollects`: what it learns again from them by itself.

    `publishing`: whether a relay of this process, elected by the database that was, may still have something on its way.
    """

    def __init__(
        self, database: Database, kafka: Access | str, topics: Sequence[str], recollects: Sequence[Subscriber],
        turn: Callable[[], None] = lambda: None, publishing: Callable[[], bool] = lambda: False,
    ) -> None:  # fmt: skip
        self.database, self.kafka, self.topics, self.turn = database, access(kafka), tuple(topics), turn
        self.publishing = publishing
        self.recollects = {subscriber.topic: subscriber for subscriber in recollects}

    @property
    def gate(self) -> Gate:
        """What it opens."""
        return self.database.gate

    async def step(self) -> bool:
        """Compare, if the database is another one than was compared; then it is open. Raises what Kafka and the database raise."""
        async with self.database.unit_of_work(NOTHING, even_closed=True, read_only=True) as work:
            raw = await work.raw()
            now, was = Identity(*await raw.fetchrow(IDENTITY)), await raw.fetchrow(STANDS)
            marks = {(each["topic"], each["partition"]): each["next_offset"] for each in await raw.fetch(MARKS)}
        lost = was is not None and was["lost"]
        if was is None or now != (was["server"], was["database"]):
            self.gate.close()
            await self._compare(marks)
            lost = await self._stamp(now, restored=was is not None and was["database"] != now.database)
        if now != self.gate.opened_for or not self.gate.is_open or lost != self.gate.lost:
            self.database.counties.clear()
            self.gate.open(now, lost=lost)
        return False

    async def _stamp(self, now: Identity, *, restored: bool) -> bool:
        """Note which database was compared; whether some of its facts are lost. Raises: Reopened, if it has changed meanwhile."""
        async with self.database.unit_of_work(NOTHING, even_closed=True, only_for=now) as work:
            lost = await (await work.raw()).fetchval(STAMP, now.server, now.database, restored, real_now())
        if restored:
            log.critical("the database was restored", extra={"service": self.gate.service})
        return bool(lost)

    async def _compare(self, marks: Places) -> None:
        """Read what stands in our topics behind where we know them, and list the facts that we do not know."""
        if not self.topics:
            return
        while self.publishing():  # what our own relay has handed over still comes into the log
            self.turn()
            await asyncio.sleep(QUIET_SECONDS)
        async with OwnLog.open(self.kafka, self.topics, self.turn) as own:
            first, last = await own.bounds()
            start = {place: max(first[place], min(marks.get(place, 0), end)) for place, end in last.items()}
            if shorter := [place for place, end in last.items() if marks.get(place, 0) > end]:
                log.critical("Kafka lost what was published: see `peerbridge recover kafka`", extra={"places": shorter})
                async with self.database.unit_of_work(NOTHING, even_closed=True) as work:
                    await self._mark(work, {place: last[place] for place in shorter})
            self.gate.read, self.gate.total = 0, sum(last[place] - start[place] for place in last)
            lost = 0
            async for records in own.read(start, last):
                lost += await self._chunk(records)
                self.gate.read += len(records)
        if lost:
            log.critical("topics hold facts that the database does not know", extra={"lost": lost})

    async def _chunk(self, records: Sequence[Any]) -> int:
        """One transaction: facts not known are listed, versions raised, and where we have read to. How many are lost."""
        ours = [(record, about) for record in records if (about := self._about(record))]
        counties = {county for _, about in ours for county in (about.county, *about.shared_with)}
        async with self.database.unit_of_work(Scope.of(counties), even_closed=True) as work:
            raw = await work.raw()
            await raw.execute(ONE)
            lost = await self._unknown(raw, ours)
            if lost:
                work.counties.update(about.county for _, about in lost)
                fresh = {row["event_id"] for row in await raw.fetch(LOST, *recollecting.columns(lost))}
                await raw.execute(RESTORED, real_now(), len(fresh))
                new = [record for record, about in lost if about.id in fresh]
                await recollecting.recollect(work, new, self.recollects)
            last = {(record.topic, record.partition): record.offset + 1 for record in records}
            await self._mark(work, last)
        return len(lost)

    async def _unknown(self, raw: Any, said: Sequence[tuple[Any, Envelope]]) -> list[tuple[Any, Envelope]]:
        """Those beyond the version that our stream has; the streams' versions are as high as what was said afterwards."""
        highest = {(record.topic, about.subject): about for record, about in said}
        for record, about in said:
            if about.sequence > highest[record.topic, about.subject].sequence:
                highest[record.topic, about.subject] = about
        if not highest:
            return []
        keys = sorted(highest)
        topics, subjects = zip(*keys, strict=True)
        known = {(row["topic"], row["key"]): row["version"] for row in await raw.fetch(KNOWN, topics, subjects)}
        lost = [
            (record, about) for record, about in said if about.sequence > known.get((record.topic, about.subject), 0)
        ]
        if lost:
            told = [highest[key] for key in keys]
            await raw.execute(RAISE, topics, subjects, [a.sequence for a in told], [a.correlation for a in told])
        return lost

    async def _mark(self, work: UnitOfWork, places: Places) -> None:
        topics, partitions = zip(*places, strict=True)
        await (await work.raw()).execute(READ, topics, partitions, list(places.values()))

    def _about(self, record: Any) -> Envelope | None:
        """The envelope of what we have said; None of a record that somebody else has put there."""
        try:
            about = from_headers(record.headers)
        except BadEnvelope:
            about = None
        if about is None or about.source != f"peerbridge/{self.gate.service}":
            log.warning("a record of our topic is not ours", extra={"topic": record.topic, "offset": record.offset})
            return None
        return about
