"""A command that publishes against the same one without outbox: one service, one body, the same rows; open loop over HTTP.

Both take turns in blocks within one run, so that what else happens on the machine hits both alike.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any
from uuid import UUID

import uvicorn
import uvloop

from bench.client import Client
from bench.rig import POLK, Sample, quantile, settings_of, wipe
from bench.statements import Statements, by_whom
from peerbridge.database import rows
from peerbridge.database.provision import Urls
from peerbridge.events.matches import SupportWithdrawn
from peerbridge.identity import COORDINATOR
from peerbridge.ids import uuid7
from peerbridge.service import Service
from peerbridge.testing.sample import Base, Thing, make_sample_database
from peerbridge.testing.tokens import TestIssuer
from peerbridge.web import Api, Body, Work

RATE, BLOCK = 80, 80  # commands per second, and per block
WARMING_UP = 4  # blocks: pools are filled, statements prepared, every thing and its stream is there; not counted
PAUSE = 0.15  # seconds between blocks: what the relay still has to do is not the next block's
THINGS = 80  # of each kind
KINDS = ("plain", "published")


class Counted(Body):
    """What the command says."""

    county: str
    day: str


def addresses() -> Api:
    """One command under two addresses: load locked, store; one of them announces too."""
    api = Api(tags=["things"])

    async def count(work: Work, thing: UUID, body: Counted) -> int:
        found = (await rows.lock(work, Thing, [thing])).get(thing)
        made = Thing(id=thing, county=body.county, times=(found.times if found else 0) + 1, heard=body.day)
        await rows.store(work, [made])
        return made.times

    @api.post("/plain/{thing}", roles=(COORDINATOR,))
    async def plain(thing: UUID, body: Counted, work: Work) -> int:
        """Without outbox."""
        return await count(work, thing, body)

    @api.post("/published/{thing}", roles=(COORDINATOR,))
    async def published(thing: UUID, body: Counted, work: Work) -> int:
        """With it."""
        times = await count(work, thing, body)
        work.announce(SupportWithdrawn(request=thing, reason="staff"), county=body.county)
        return times

    return api


async def serve(urls: Urls, bootstrap: str) -> None:
    """The whole service under uvicorn, its own relay included; tells port and token, at the end the statements per kind."""
    issuer = TestIssuer()
    service = Service(
        name="sample", settings=settings_of(urls, bootstrap, relays=True), tables=Base.metadata, routers=[addresses()], topics=(),
    )  # fmt: skip
    service.runtime.tokens = issuer.verifier()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        by_whom.set(str(scope.get("path", "")).split("/", 2)[1] if scope["type"] == "http" else "")
        await service.app(scope, receive, send)

    kept_open = 600  # seconds: connections that a burst opened stay, where uvicorn would close them after five
    config = uvicorn.Config(app, port=0, loop="uvloop", log_config=None, access_log=False, timeout_keep_alive=kept_open)
    server = uvicorn.Server(config)
    with Statements() as statements:
        serving = asyncio.create_task(server.serve())
        while not (server.started and service.runtime.started and service.runtime.wakeup.publishing):
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        tell({"port": port, "token": issuer.token(COORDINATOR, counties=(POLK,))})
        await asyncio.to_thread(sys.stdin.readline)
        statements.by.clear()
        await asyncio.to_thread(sys.stdin.readline)
        tell({kind: statements.by[kind] for kind in KINDS})
        server.should_exit = True
        await serving


def tell(what: dict[str, Any]) -> None:
    """One line to the measuring process."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Served(Client):
    """The service in its process, with a client."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, token: str) -> None:
        super().__init__(port, token)
        self.process = process

    def say(self, word: str) -> None:
        """At the first word it begins to count statements, at the second it ends."""
        assert self.process.stdin is not None
        self.process.stdin.write(word.encode() + b"\n")

    async def told(self) -> dict[str, int]:
        """Statements per kind, after the second word."""
        assert self.process.stdout is not None
        found: dict[str, int] = json.loads(await self.process.stdout.readline())
        return found


@asynccontextmanager
async def served(urls: Urls, bootstrap: str) -> AsyncIterator[Served]:
    """The service, served by a process of its own until this is left."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.command", "serve", urls.app, urls.relay, bootstrap,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        told = json.loads(await process.stdout.readline())
        async with Served(process, told["port"], told["token"]) as client:
            yield client
    finally:
        process.stdin.close()
        await process.wait()


async def block(client: Client, kind: str, things: list[UUID], late: list[float]) -> None:
    """One block at its rate: every command has a due time, and lateness counts."""
    started = perf_counter() + 0.02
    body = json.dumps({"county": POLK, "day": "0101 "}).encode()

    async def send(n: int) -> None:
        due = started + n / RATE
        await asyncio.sleep(max(0.0, due - perf_counter()))
        await client.ask("POST", f"/{kind}/{things[n % THINGS]}", body)
        late.append((perf_counter() - due) * 1000)

    await asyncio.gather(*(send(n) for n in range(BLOCK)))
    await asyncio.sleep(PAUSE)


async def floor(client: Client) -> float:
    """What client, loopback and server cost without any work: the median of an address that asks nothing, in ms."""
    spans = []
    for _ in range(200):
        started = perf_counter()
        await client.ask("GET", "/health/live")
        spans.append((perf_counter() - started) * 1000)
    return sorted(spans)[100]


async def measure(urls: Urls, bootstrap: str, number: int) -> None:
    """`number` commands of each kind, in blocks in the order plain, published, published, plain."""
    await wipe(bootstrap)
    things = {kind: [uuid7() for _ in range(THINGS)] for kind in KINDS}
    late: dict[str, list[float]] = {kind: [] for kind in KINDS}
    async with served(urls, bootstrap) as client:
        least = await floor(client)
        for n in range(-WARMING_UP, 2 * number // BLOCK):
            if n == 0:
                client.say("begin")
            kind = KINDS[n % 4 in (1, 2)]
            await block(client, kind, things[kind], late[kind] if n >= 0 else [])
        client.say("end")
        statements = await client.told()
    about = {"rate": RATE, "floor_ms": least, "connections": client.opened}
    for kind in KINDS:
        spans = sorted(late[kind])
        counted = {"statements_per_command": statements[kind] / len(spans), "number": len(spans), "max_ms": spans[-1]}
        for share, name in ((0.5, "p50"), (0.99, "p99")):
            more = counted if name == "p50" else {}
            Sample("command", f"{kind} {name}", quantile(spans, share), "ms", {**about, **more}).print()


async def main() -> None:
    """`python -m bench.command measure ADMIN_URL BOOTSTRAP NUMBER`."""
    if sys.argv[1] == "serve":
        app, relay = sys.argv[2], sys.argv[3]
        await serve(Urls(app, app, relay, app), sys.argv[4])
    else:
        await measure(await make_sample_database(sys.argv[2]), sys.argv[3], int(sys.argv[4]))


if __name__ == "__main__":
    uvloop.run(main())
