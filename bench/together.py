"""Event in → event out: one process hears a full topic and announces, another relays; both durable, on the cores there are."""

import asyncio
import sys

import asyncpg
import uvloop

from bench.parts import hearing, relaying
from bench.rig import Sample, closures, fill, number_of, wipe
from peerbridge.database.provision import Urls
from peerbridge.database.wakeup import Wakeup
from peerbridge.testing.sample import make_sample_database

KEYS = 5000
SPAN = """
SELECT count(*), extract(epoch FROM max(published_at) - min(created_at))::float8,
       extract(epoch FROM max(published_at) - max(created_at))::float8 FROM published
"""


async def measure(urls: Urls, bootstrap: str, number: int) -> None:
    """By the server's clock: from the first heard unit's transaction until the last events were acknowledged and moved."""
    await wipe(bootstrap)
    await fill(bootstrap, closures(number, KEYS))
    async with relaying(urls.relay, bootstrap, Wakeup()) as metrics:
        relayed = metrics.relayed.labels("sample", "peerbridge.matches")
        async with hearing(urls, bootstrap, tells=True):
            while number_of(relayed) < number:
                await asyncio.sleep(0.02)
    reader = await asyncpg.connect(urls.relay)
    found, seconds, behind = await reader.fetchrow(SPAN)
    await reader.close()
    assert found == number, f"{found} events out of {number}"
    Sample("together", "chassis", number / seconds, "events/s", {"relay_behind_s": behind}).print()


async def main() -> None:
    """`python -m bench.together chassis ADMIN_URL BOOTSTRAP NUMBER`."""
    await measure(await make_sample_database(sys.argv[2]), sys.argv[3], int(sys.argv[4]))


if __name__ == "__main__":
    uvloop.run(main())
