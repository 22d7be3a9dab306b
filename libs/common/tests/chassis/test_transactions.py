"""A part that fails alone leaves nothing behind: no row, no news, no scope; and what it let go of can be taken again."""

import asyncio
from typing import Any

import asyncpg
import pytest

from peerbridge.events.matches import SupportWithdrawn
from peerbridge.identity import Principal
from peerbridge.ids import uuid7
from peerbridge.testing.component import Component

POLK, LINN = "19153", "19113"


async def do_in_a_part(work: Any, thing: Any) -> None:
    """A savepoint that locks, sees more, announces, audits, and fails."""
    async with work.savepoint():
        await work.lock(thing)
        await work.extend_scope([LINN])
        work.announce(SupportWithdrawn(request=thing, reason="staff"), county=LINN)
        work.audit(action="try", what="thing", county=LINN)
        raise LookupError


async def fail_in_a_part(work: Any, thing: Any) -> None:
    """The same, and the transaction goes on."""
    with pytest.raises(LookupError):
        await do_in_a_part(work, thing)


async def test_a_part_that_fails_alone_takes_back_its_news_and_its_audit(sample: Component) -> None:
    kept, failed = uuid7(), uuid7()
    async with sample.runtime.work([POLK]) as work:
        work.announce(SupportWithdrawn(request=kept, reason="staff"), county=POLK)
        work.audit(action="keep", what="thing", county=POLK)
        await fail_in_a_part(work, failed)
    assert [event.subject for event in await sample.news()] == [str(kept)]
    assert [row["action"] for row in await sample.owner("SELECT action FROM audit")] == ["keep"]
    assert [row["county"] for row in await sample.owner("SELECT county FROM counties")] == [POLK]


async def test_a_lock_let_go_by_a_part_that_failed_is_taken_again(sample: Component) -> None:
    thing = uuid7()
    async with sample.runtime.work([POLK]) as work:
        await fail_in_a_part(work, thing)
        await work.lock(thing)
        async with sample.runtime.work([POLK]) as other:
            with pytest.raises(asyncpg.LockNotAvailableError):
                await other.lock(thing)


async def test_a_part_that_failed_leaves_the_scope_as_it_was_and_a_part_keeps_an_extended_one(
    sample: Component,
) -> None:
    asked = "SELECT current_setting('peerbridge.counties')"
    async with sample.runtime.work([POLK]) as work:
        raw = await work.raw()
        await fail_in_a_part(work, uuid7())
        assert (await raw.fetchval(asked), work.scope.counties) == (POLK, (POLK,))
        await work.extend_scope([LINN])
        async with work.savepoint():
            await work.raw()
            assert await raw.fetchval(asked) == f"{LINN},{POLK}"
        assert await raw.fetchval(asked) == f"{LINN},{POLK}"


async def test_a_callers_scope_is_never_extended(sample: Component) -> None:
    async with sample.runtime.work([POLK]) as work:
        work.principal = Principal.__new__(Principal)
        with pytest.raises(RuntimeError, match="token"):
            await work.extend_scope([LINN])
        work.principal = None


async def test_two_transactions_that_announce_of_one_thing_number_their_news_one_after_the_other(
    sample: Component,
) -> None:
    thing, others = uuid7(), [uuid7() for _ in range(5)]

    async def announce(n: int) -> None:
        async with sample.runtime.work([POLK]) as work:
            for each in (others[n % 5], thing) if n % 2 else (thing, others[n % 5]):
                work.announce(SupportWithdrawn(request=each, reason="staff"), county=POLK)

    await asyncio.gather(*(announce(n) for n in range(40)))
    news = [event.about.sequence for event in await sample.news() if event.subject == str(thing)]
    assert news == list(range(1, 41))


async def test_several_news_of_one_thing_in_each_of_two_transactions_are_numbered_without_gap_or_repeat(
    sample: Component,
) -> None:
    thing = uuid7()
    for _ in range(2):
        async with sample.runtime.work([POLK]) as work:
            work.announce(*(SupportWithdrawn(request=thing, reason="staff") for _ in range(3)), county=POLK)
    assert [event.about.sequence for event in await sample.news()] == [1, 2, 3, 4, 5, 6]


async def test_a_second_thought_takes_no_lock_twice_and_locks_are_taken_in_one_order(sample: Component) -> None:
    one, two = sorted((uuid7(), uuid7()), key=str)
    async with sample.runtime.work([POLK]) as work:
        await work.lock(two, one, two)
        await work.lock(one)
        held = await (await work.raw()).fetchval(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
    assert held == 2


async def test_crossing_lists_of_locks_wait_for_each_other_and_never_deadlock(sample: Component) -> None:
    things = [uuid7() for _ in range(12)]

    async def hold(n: int) -> None:
        async with sample.runtime.work([POLK]) as work:
            await work.lock(*(things if n % 2 else reversed(things)))

    await asyncio.gather(*(hold(n) for n in range(30)))
