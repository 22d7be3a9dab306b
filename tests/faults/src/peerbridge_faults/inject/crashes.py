"""`kill -9` at each named crash point: the process ends itself where something is half done, and is started again."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from peerbridge import crash
from peerbridge_demo.story import Refusal
from peerbridge_faults.inject.injected import Fault, Injected
from peerbridge_faults.stage import Stage

__all__ = ["ANYWHERE", "after_command", "after_hand_over", "at", "halves_and_holding", "matcher"]

ANYWHERE: Final = (
    crash.BEFORE_COMMIT, crash.AFTER_COMMIT, crash.AFTER_ACKNOWLEDGEMENT, crash.MID_BATCH, crash.MID_RELAY, crash.AFTER_SEND,
)  # fmt: skip
"""Points that plain load reaches in every service (those of the relay: in every service that says something)."""
BACKLOG: Final = 700  # more than one row waits in every outbox, and more than one fetch on every topic
TWO_UNITS: Final = 1800  # a long fetch runs in two lanes: more than a unit (500) waits for each
FAILS: Final = """
CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'on purpose'; END $$;
CREATE TRIGGER fails BEFORE INSERT OR UPDATE ON known_case FOR EACH ROW WHEN (NEW."case" = '{case}') EXECUTE FUNCTION fails();
"""
WORKS: Final = "DROP TRIGGER fails ON known_case; DROP FUNCTION fails();"


def named(point: str) -> str:
    """As it stands in the table."""
    return f"kill -9: {point}"


def at(point: str, service: str) -> Fault:
    """The service ends at the point, over a backlog that built up while it was down."""

    async def inject(stage: Stage) -> Injected:
        async def pile() -> None:
            await stage.reports.some(TWO_UNITS if point == crash.MID_BATCH else BACKLOG)

        async def provoke() -> None:
            if service == "notification":
                await asyncio.gather(*(stage.people.candidate() for _ in range(3)))
            elif service in ("matching", "supervision") and stage.people.families < stage.people.places:
                await stage.people.family()

        return Injected(named(point), service, await _once(stage, service, point, pile, provoke))

    return inject


async def _nothing() -> None:
    return None


async def _once(
    stage: Stage,
    service: str,
    point: str,
    before: Callable[[], Awaitable[None]] = _nothing,
    provoke: Callable[[], Awaitable[None]] = _nothing,
) -> float:
    """Stop, let work pile up, start armed, wait for the end, start as usual; seconds until work flows again."""
    await stage.stop(service)
    await before()
    stage.expected_dead.add(service)
    stage.system.start(service, PEERBRIDGE_CRASH_AT=point)
    provoking, dying = asyncio.create_task(_quietly(provoke)), asyncio.create_task(stage.died_at(service))
    await asyncio.wait({provoking, dying}, return_when=asyncio.FIRST_COMPLETED)
    if provoking.done():
        await provoking  # what could not be provoked is told, not waited for
    await dying
    stage.start(service)
    recovery = await stage.flows(service)
    await provoking
    return recovery


async def _quietly(step: Callable[[], Awaitable[None]]) -> None:
    with suppress(Refusal, TimeoutError):
        await step()


async def matcher(stage: Stage) -> list[Injected]:
    """The elected matcher ends while a family gets a proposal, and begins anew with what is committed: before its commit, and after."""
    return [
        Injected(named(point), "matching", await _once(stage, "matching", point, provoke=stage.people.family))
        for point in (crash.MATCHER_BEFORE_COMMIT, crash.MATCHER_BEFORE_MEMORY)
    ]


async def after_hand_over(stage: Stage) -> Injected:
    """The mail server has said 250, and the sender dies before it writes that down: one uncertain message, never a second mail."""

    async def provoke() -> None:
        await stage.people.candidate()

    recovery = await _once(stage, "notification", crash.AFTER_HAND_OVER, provoke=provoke)
    return Injected(named(crash.AFTER_HAND_OVER), "notification", recovery, "one hand-over uncertain")


def after_command(service: str) -> Fault:
    """A command is committed and its caller gets no answer: asked again under the same key, it has one effect."""

    async def inject(stage: Stage) -> Injected:
        ways = {"recruitment": stage.people.lines, "matching": stage.people.family}

        async def enter() -> None:
            await stage.people.candidate()

        recovery = await _once(stage, service, crash.AFTER_COMMAND, provoke=ways.get(service, enter))
        return Injected(named(crash.AFTER_COMMAND), service, recovery)

    return inject


async def halves_and_holding(stage: Stage) -> list[Injected]:
    """An event that matching's database refuses parks with what follows it, over a kill in the single run and one in the retry."""
    name = await stage.reports.case("open")
    case = (await stage.people.case(name))["case"]

    async def pile() -> None:
        await stage.execute("matching", FAILS.format(case=case))
        await stage.reports.go_on(name, "close", "reopen")
        await stage.reports.some(BACKLOG // 2)

    first = await _once(stage, "matching", crash.IN_HALVES, pile)
    await _parked(stage, case, 2)

    async def mend() -> None:
        await stage.execute("matching", WORKS)
        await stage.execute("matching", "UPDATE parked_keys SET next_attempt_at = now(), dead = false")

    second = await _once(stage, "matching", crash.HOLDING_KEY, mend)
    await _parked(stage, case, 0)
    return [
        Injected(named(crash.IN_HALVES), "matching", first),
        Injected(named(crash.HOLDING_KEY), "matching", second),
    ]


async def _parked(stage: Stage, key: str, number: int, patience: float = 240.0) -> None:
    """Wait until so many events of a key are parked."""
    async with asyncio.timeout(patience):
        while len(await stage.rows("matching", "SELECT 1 FROM parked WHERE key = $1", key)) != number:
            await asyncio.sleep(0.1)
