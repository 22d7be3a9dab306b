"""Records that nobody should have written: poison, events of a future version, everything once more."""

import asyncio
from typing import Final
from uuid import UUID, uuid4

from aiokafka import AIOKafkaProducer

from peerbridge.events.catalogue import TOPICS
from peerbridge.ids import uuid7
from peerbridge_demo.story.support import COUNTY
from peerbridge_faults.inject.injected import Injected
from peerbridge_faults.reader.records import read_topics
from peerbridge_faults.stage import Stage

__all__ = ["flood", "future", "poison"]

CASES: Final = "peerbridge.cases"
HEARERS: Final = TOPICS[CASES].readers


def headers(name: str, subject: str, version: int = 1, **more: bytes | None) -> dict[str, bytes | None]:
    """Of an event as recruitment would write it."""
    told = {
        "specversion": "1.0", "id": str(uuid7()), "source": "peerbridge/recruitment", "type": f"peerbridge.{name}.v{version}",
        "subject": subject, "time": "2026-03-08T10:00:00+00:00", "county": COUNTY, "sequence": "1", "correlationid": str(uuid4()),
    }  # fmt: skip
    return {"content-type": b"application/json", **{f"ce_{n}": v.encode() for n, v in told.items()}, **more}


async def poison(stage: Stage) -> Injected:
    """No JSON, a null header, headers of somebody else, none at all, a foreign key: each parks under its key, all others flow."""
    keys = [str(uuid4()) for _ in range(5)]
    raw = stage.reports.raw
    await raw(CASES, keys[0].encode(), b"\xff{", headers("CaseClosed", keys[0]))
    await raw(CASES, keys[1].encode(), b"{}", headers("CaseClosed", keys[1], ce_id=None))
    await raw(CASES, keys[2].encode(), b"{}", {"x-foreign": b"\xff\xfe"})
    await raw(CASES, keys[3].encode(), None, {})
    await raw(CASES, keys[4].encode(), b"{}", headers("CaseClosed", str(UUID(int=7))))
    recovery = max(await asyncio.gather(*(stage.flows(service) for service in HEARERS)))
    await _discard(stage, keys)
    return Injected(
        "poison message", "all hearers", recovery, f"{len(keys)} parked in each of {len(HEARERS)}, then discarded"
    )


async def future(stage: Stage) -> Injected:
    """A version that nobody knows yet is parked, a type that nobody knows is skipped."""
    key = str(uuid4())
    await stage.reports.raw(CASES, key.encode(), b'{"new": 1}', headers("CaseClosed", key, version=2))
    await stage.reports.raw(CASES, str(uuid4()).encode(), b"{}", headers("CaseMovedAbroad", str(uuid4())))
    recovery = max(await asyncio.gather(*(stage.flows(service) for service in HEARERS)))
    await _discard(stage, [key])
    return Injected("event of a future version", "all hearers", recovery, "parked, then discarded")


async def _discard(stage: Stage, keys: list[str]) -> None:
    """A person has looked at them, once they are parked everywhere."""
    for service in HEARERS:
        for key in keys:
            async with asyncio.timeout(90):
                while not await stage.rows(service, "SELECT 1 FROM parked WHERE key = $1", key):
                    await asyncio.sleep(0.1)
            body = {"topic": CASES, "key": key, "reason": "written by the fault rig"}
            await stage.world.player.post("platform_operator", service, "/ops/v1/parked/discard", body)


async def flood(stage: Stage) -> Injected:
    """Every record of every topic comes once more, as fast as it can be written."""
    records = await read_topics(
        stage.kafka.bootstrap, [CASES, "peerbridge.partners", "peerbridge.matches", "peerbridge.programs"]
    )
    wanted = [each for each in records if f"{each.topic}/{each.partition}/{each.offset}" not in stage.ledger.injected]
    producer = AIOKafkaProducer(bootstrap_servers=stage.kafka.bootstrap, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        sent = [
            await producer.send(
                each.topic, each.value, key=each.key, headers=list(each.headers), partition=each.partition
            )
            for each in wanted
        ]
        await asyncio.gather(*sent)
    finally:
        await producer.stop()
    return Injected("flood of duplicates", "all", await stage.flows(), f"{len(wanted)} records once more")
