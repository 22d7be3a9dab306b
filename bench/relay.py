"""The relay on a full outbox, against raw pipelined produce of the same rows by the same client; statements counted exactly."""

import asyncio
import sys
from time import perf_counter, process_time

import uvloop
from aiokafka import AIOKafkaProducer

from bench.rig import POLK, Sample, number_of, wipe
from bench.statements import Statements
from peerbridge.clock import SettableClock
from peerbridge.database.engine import Database
from peerbridge.database.provision import Urls
from peerbridge.database.scope import Scope
from peerbridge.database.wakeup import Wakeup
from peerbridge.events.matches import SupportWithdrawn
from peerbridge.ids import uuid7
from peerbridge.life import Life, end_tasks
from peerbridge.messaging.relay import Relay
from peerbridge.metrics import Metrics
from peerbridge.testing.sample import make_sample_database

KEYS, UNIT, RAW_BATCH = 5000, 1000, 1000


async def fill_outbox(urls: Urls, number: int) -> None:
    """Announce `number` facts over 5,000 keys, as a service does."""
    database = Database(urls.app, service="sample", clock=SettableClock(), wakeup=Wakeup())
    keys = [uuid7() for _ in range(KEYS)]
    for start in range(0, number, UNIT):
        async with database.unit_of_work(Scope((POLK,))) as work:
            facts = [SupportWithdrawn(request=keys[n % KEYS], reason="staff") for n in range(start, start + UNIT)]
            work.announce(*facts, county=POLK)
    await database.close()


async def relay(urls: Urls, bootstrap: str, number: int) -> None:
    """From the first poll until all of a full outbox is acknowledged and moved."""
    await wipe(bootstrap)
    await fill_outbox(urls, number)
    metrics = Metrics("sample")
    relayed = metrics.relayed.labels("sample", "peerbridge.matches")
    one = Relay(urls.relay, bootstrap, Wakeup(), metrics, Life().pulse("relay"))
    with Statements() as statements:
        started, cpu = perf_counter(), process_time()
        task = asyncio.create_task(one.run())
        while number_of(relayed) < number:
            await asyncio.sleep(0.01)
        seconds, busy = perf_counter() - started, process_time() - cpu
    await end_tasks(task)
    about = {"cpu_us": busy / number * 1e6, "statements_per_event": statements.number / number}
    Sample("relay", "relay", number / seconds, "events/s", about).print()


async def raw(bootstrap: str, number: int) -> None:
    """The same payloads and headers, pipelined, every acknowledgement awaited per 1,000; no database."""
    await wipe(bootstrap)
    keys = [uuid7() for _ in range(KEYS)]
    payloads = [SupportWithdrawn(request=key, reason="staff").payload() for key in keys]
    headers = [(f"ce_{name}", str(uuid7()).encode()) for name in "abcdefgh"]
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks="all", enable_idempotence=True, linger_ms=0, max_batch_size=65536
    )
    await producer.start()
    started = perf_counter()
    for start in range(0, number, RAW_BATCH):
        futures = [
            await producer.send(
                "peerbridge.matches", value=payloads[n % KEYS], key=str(keys[n % KEYS]).encode(), headers=headers
            )
            for n in range(start, start + RAW_BATCH)
        ]
        await asyncio.gather(*futures)
    Sample("relay", "raw", number / (perf_counter() - started), "events/s").print()
    await producer.stop()


async def main() -> None:
    """`python -m bench.relay VARIANT ADMIN_URL BOOTSTRAP NUMBER`."""
    variant, admin_url, bootstrap, number = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    if variant == "raw":
        await raw(bootstrap, number)
    else:
        await relay(await make_sample_database(admin_url), bootstrap, number)


if __name__ == "__main__":
    uvloop.run(main())
