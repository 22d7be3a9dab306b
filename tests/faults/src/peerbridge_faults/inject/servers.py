"""PostgreSQL, Kafka and the mail server restart, go away, fill up, or serve others."""

import asyncio
import time
from contextlib import suppress
from typing import Final

import asyncpg
import httpx

from peerbridge_demo.system import SERVICES
from peerbridge_faults.inject.injected import Fault, Injected
from peerbridge_faults.stage import Stage

__all__ = [
    "backends_killed",
    "broker_away",
    "broker_cut_off",
    "broker_restart",
    "database_restart",
    "disk_full",
    "idle_in_transaction",
    "leader_killed",
    "mail_refuses",
    "pool_exhausted",
]

AWAY_SECONDS, CUT_OFF_SECONDS = 30.0, 20.0
KILL: Final = """
SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
CALLERS: Final = 40
LOCKED_SECONDS: Final = 5.0


async def broker_restart(stage: Stage) -> Injected:
    """Kafka is shut down in order and started again."""
    await asyncio.to_thread(stage.kafka.stop)
    await asyncio.to_thread(stage.kafka.back)
    return Injected("broker restart", "all", await _everywhere(stage))


async def broker_away(stage: Stage) -> Injected:
    """Kafka is killed and stays away for half a minute; commands are taken meanwhile."""
    await asyncio.to_thread(stage.kafka.kill)
    began = time.monotonic()
    await stage.people.lines()
    await asyncio.sleep(max(0.0, AWAY_SECONDS - (time.monotonic() - began)))
    await asyncio.to_thread(stage.kafka.back)
    return Injected("broker away 30 s", "all", await _everywhere(stage))


async def leader_killed(stage: Stage) -> Injected:
    """Of three brokers one that leads a third of the partitions is killed; the others go on; it comes back."""
    await asyncio.to_thread(stage.kafka.kill, 1)
    recovery = await _everywhere(stage)
    await asyncio.to_thread(stage.kafka.back, 1)
    return Injected("leader killed (one of three)", "all", recovery, "two of three copies take what comes")


async def broker_cut_off(stage: Stage) -> Injected:
    """Of three brokers one is heard of no more for twenty seconds, with its connections open; then it is back."""
    await asyncio.to_thread(stage.kafka.cut_off, 2)
    await asyncio.sleep(CUT_OFF_SECONDS)
    await asyncio.to_thread(stage.kafka.let_back, 2)
    return Injected("broker cut off 20 s (one of three)", "all", await _everywhere(stage))


async def database_restart(stage: Stage) -> Injected:
    """PostgreSQL is shut down fast and started again."""
    await asyncio.to_thread(stage.postgres.stop)
    await asyncio.to_thread(stage.postgres.start)
    return Injected("database restart", "all", await _everywhere(stage))


async def _everywhere(stage: Stage) -> float:
    """Until work flows in the slowest service."""
    return max(await asyncio.gather(*(stage.flows(service) for service in SERVICES)))


def backends_killed(service: str) -> Fault:
    """An administrator ends all connections of a service, ten times."""

    async def inject(stage: Stage) -> Injected:
        killed = 0
        for _ in range(10):
            killed += (await stage.rows(service, KILL))[0]["n"]
            await asyncio.sleep(0.3)
        return Injected("backends killed", service, await stage.flows(service), f"{killed} of them")

    return inject


def pool_exhausted(service: str, table: str, path: str) -> Fault:
    """A table is locked while more callers come than the pool has connections."""

    async def inject(stage: Stage) -> Injected:
        token = await stage.system.tokens.of("coordinator", counties=stage.world.player.counties, subject="rig:crowd")
        connection = await asyncpg.connect(stage.urls[service], timeout=10)
        answers: list[int] = []
        async with httpx.AsyncClient(timeout=60, headers={"Authorization": f"Bearer {token}"}) as http:

            async def call() -> None:
                with suppress(httpx.TransportError):
                    answers.append((await http.get(stage.system.addresses.services[service] + path)).status_code)

            async with connection.transaction():
                await connection.execute(f'LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE')
                crowd = [asyncio.create_task(call()) for _ in range(CALLERS)]
                await asyncio.sleep(LOCKED_SECONDS)
            began = time.monotonic()
            await asyncio.gather(*crowd)
        await connection.close()
        await stage.flows(service)
        worse = sorted({code for code in answers if code not in (200, 503)})
        note = f"{answers.count(200)} served, {answers.count(503)} told to come again" + (f", {worse}" if worse else "")
        return Injected("pool exhausted", service, time.monotonic() - began, note)

    return inject


def idle_in_transaction(service: str) -> Fault:
    """Somebody with the application's role holds the positions in an open transaction and does nothing."""

    async def inject(stage: Stage) -> Injected:
        connection = await asyncpg.connect(stage.system.servers.databases[service].app, timeout=10)
        await connection.execute("BEGIN")
        await connection.execute("SELECT * FROM positions FOR UPDATE")
        recovery = await stage.flows(service)
        connection.terminate()
        return Injected("idle in transaction", service, recovery, "the server ends it after 5 s")

    return inject


def disk_full(service: str, table: str) -> Fault:
    """The disk of one table has no block left; then there is room again."""

    async def inject(stage: Stage) -> Injected:
        if stage.postgres.small is None:
            return Injected("disk full", service, None, f"not possible here: {stage.postgres.why_not}")
        await _small(stage, service, table)
        await _fill(stage, service)
        before = _full(stage)
        waiting = asyncio.create_task(stage.flows(service))
        await asyncio.sleep(8)
        began = time.monotonic()
        await stage.execute(service, "DROP TABLE filler")
        await stage.execute(service, "CHECKPOINT")
        await waiting
        recovery = time.monotonic() - began
        await stage.execute(service, f'ALTER TABLE "{table}" SET TABLESPACE pg_default')
        return Injected(
            "disk full", service, recovery, f"PostgreSQL found no space {_full(stage) - before} times in 8 s"
        )

    return inject


def _full(stage: Stage) -> int:
    """How often the server has said so."""
    return stage.postgres.child.log.read_text(errors="replace").count("No space left on device")


async def _small(stage: Stage, service: str, table: str) -> None:
    with suppress(asyncpg.DuplicateObjectError):
        await stage.execute(service, f"CREATE TABLESPACE small LOCATION '{stage.postgres.small}'")
    await stage.execute(service, f'ALTER TABLE "{table}" SET TABLESPACE small')


async def _fill(stage: Stage, service: str) -> None:
    """Until the server itself says that the disk is full; the last blocks one row at a time."""
    await stage.execute(service, "CREATE TABLE filler (what text) TABLESPACE small")
    await stage.execute(service, "ALTER TABLE filler ALTER what SET STORAGE PLAIN")
    for size in (1000, 100, 1):
        with suppress(asyncpg.DiskFullError):
            while True:
                await stage.execute(
                    service, "INSERT INTO filler SELECT repeat('x', 7000) FROM generate_series(1, $1)", size
                )


async def mail_refuses(stage: Stage) -> Injected:
    """The mail server refuses one person for good, hangs up on another, and then does not answer at all for ten seconds."""
    refused, hung_up = await stage.people.nameless(), await stage.people.nameless()
    stage.mail.answers.update(
        {stage.people.address(refused): "550 no such mailbox", stage.people.address(hung_up): "hang up"}
    )
    for person in (refused, hung_up):
        await stage.people.enter(person, email=stage.people.address(person))
    await asyncio.sleep(3)
    await asyncio.to_thread(stage.mail.stop)
    await stage.people.candidate()
    await asyncio.sleep(10)
    await asyncio.to_thread(stage.mail.start)
    person, address = await stage.people.candidate()
    began = time.monotonic()
    async with asyncio.timeout(120):
        while not stage.mail.to(address):
            await asyncio.sleep(0.05)
    return Injected(
        "SMTP refuses, hangs up, is away 10 s", "notification", time.monotonic() - began, f"until {person[:8]} was told"
    )
