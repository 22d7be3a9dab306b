"""Elected work: one process at a time for each subject, by a lease; who loses it forgets, and whoever stands by takes over."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import asyncpg
import httpx
import pytest

from peerbridge.database.provision import Urls
from peerbridge.elected import Candidate, Elected, Holds
from peerbridge.life import Pulse, end_tasks
from peerbridge.runtime import Runtime
from peerbridge.schedules import Schedule
from peerbridge.settings import ServiceSettings
from peerbridge.testing.component import Component, component
from peerbridge.testing.running import eventually
from peerbridge.testing.sample import faults, service

WORK = "count"
HOLDERS = """
SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
AND (classid::bigint << 32) | objid::bigint = hashtextextended($1, 0)
"""


class Count:
    """A term that counts its steps; `does` is called in each."""

    def __init__(self, holds: Holds, does: Callable[[], Awaitable[None]]) -> None:
        self.holds, self.does = holds, does
        self.steps = self.rests = 0
        self.overdue = False

    async def step(self) -> bool:
        """One more."""
        await self.does()
        self.steps += 1
        return False

    async def rest(self) -> None:
        """One more."""
        self.rests += 1

    def due(self) -> bool:
        """Whether time has passed."""
        return self.overdue


class Office:
    """One process with elected work: what it began, in order, and what goes wrong in it."""

    def __init__(self, made: Component, subjects: list[str]) -> None:
        self.made, self.subjects = made, subjects
        self.begun: list[tuple[str, Count]] = []
        self.order: list[str] = []
        self.prepared = 0
        self.wrong: dict[str, Exception] = {}
        self.unprepared: list[Exception] = []
        self.stands_still = 0.0
        self.stirs = True
        elected = Elected(
            WORK, every=0.02, subjects=self.asked, stirred=self.stirred, begin=self.begin, prepare=self.prepare
        )
        self.candidate = Candidate(elected, made.runtime, made.runtime.life.pulse(WORK))
        self.task: asyncio.Task[None] | None = None

    async def asked(self, _runtime: Runtime) -> Sequence[str]:
        """The subjects there are now."""
        self.order.append("asked")
        if "subjects" in self.wrong:
            raise self.wrong["subjects"]
        return [*self.subjects]

    async def stirred(self, _runtime: Runtime, subjects: Collection[str]) -> Collection[str]:
        """Those of whom there is word: all, unless a test says otherwise."""
        if "stirred" in self.wrong:
            raise self.wrong["stirred"]
        return subjects if self.stirs else ()

    def begin(self, _runtime: Runtime, subject: str, _pulse: Pulse, holds: Holds) -> Count:
        """A term with nothing in memory."""

        async def does() -> None:
            if subject in self.wrong:
                raise self.wrong[subject]
            if self.stands_still:
                still, self.stands_still = self.stands_still, 0.0
                time.sleep(still)  # noqa: ASYNC251 (that is what is wrong: nothing else of this process turns)

        self.begun.append((subject, Count(holds, does)))
        return self.begun[-1][1]

    def prepare(self) -> None:
        """Before anything else."""
        self.order.append("prepared")
        self.prepared += 1
        if self.unprepared:
            raise self.unprepared.pop()

    async def works(self, *subjects: str) -> bool:
        """Whether it is elected for exactly these, and has done a step of each since."""
        return {*self.candidate.terms} == {*subjects} and all(
            self.of(each) and self.of(each)[-1].steps for each in subjects
        )

    def of(self, subject: str) -> list[Count]:
        """The terms it has begun for a subject, the last one last."""
        return [term for each, term in self.begun if each == subject]

    def told(self, subject: str) -> float | None:
        """What the gauge says."""
        labels = {"service": self.made.runtime.name, "work": WORK, "subject": subject}
        return self.made.runtime.metrics.registry.get_sample_value("peerbridge_elected_for", labels)

    async def settled(self) -> bool:
        """Whether all that it tells of its elections is so."""
        terms = sorted(self.candidate.terms)
        return self.made.runtime.elected.get(WORK) == terms and all(
            self.told(subject) == (subject in terms) for subject in self.candidate.known
        )


@asynccontextmanager
async def offices(urls: Urls, *subjects: str, number: int = 2) -> AsyncIterator[list[Office]]:
    """So many processes' candidates; the first has stood before the others begin."""
    faults.clear()
    made: list[Office] = []
    try:
        for _ in range(number):
            office = Office(await component(service, ServiceSettings, urls).__aenter__(), [*subjects])
            made.append(office)
            office.task = asyncio.create_task(office.candidate.run())
            if len(made) == 1 and subjects:
                await eventually(lambda: made[0].works(*subjects))
        yield made
    finally:
        for office in made:
            if office.task:
                await end_tasks(office.task)
            await office.made.runtime.close()


async def holders(urls: Urls, subject: str) -> list[int]:
    """Who holds a subject's lease."""
    connection = await asyncpg.connect(urls.owner)
    try:
        return [row["pid"] for row in await connection.fetch(HOLDERS, f"{WORK} {subject}")]
    finally:
        await connection.close()


async def stood(office: Office, rounds: int = 3) -> None:
    """Return when it has stood for everything some more times."""
    wanted = office.order.count("asked") + rounds

    async def has() -> bool:
        return office.order.count("asked") >= wanted

    await eventually(has)


async def test_of_two_candidates_one_is_elected_for_a_subject_and_the_other_stands_by(urls: Urls) -> None:
    async with offices(urls, "19", "53") as (first, second):
        await stood(second)
        assert await first.works("19", "53")
        assert second.begun == []
        assert len(await holders(urls, "19")) == len(await holders(urls, "53")) == 1
        await eventually(first.settled)
        await eventually(second.settled)
        assert [(each.told("19"), each.told("53")) for each in (first, second)] == [(1, 1), (0, 0)]
        assert first.of("19")[0].rests


async def test_a_subject_that_appears_later_is_taken_up_and_one_that_is_gone_is_given_up(urls: Urls) -> None:
    async with offices(urls, number=1) as (office,):
        await stood(office)
        assert office.begun == []
        office.subjects.append("19")
        await eventually(lambda: office.works("19"))
        office.subjects.append("53")
        await eventually(lambda: office.works("19", "53"))
        assert len(office.of("19")) == 1
        office.subjects.remove("19")
        await eventually(lambda: office.works("53"))
        assert await holders(urls, "19") == []
        assert office.told("19") is None


async def test_a_candidate_whose_connection_is_ended_forgets_everything_and_the_other_takes_over(urls: Urls) -> None:
    async with offices(urls, "19", "53") as (first, second):
        await stood(second)
        (pid,) = await holders(urls, "19")
        before = first.begun[:]
        async with asyncpg.create_pool(urls.relay, min_size=1, max_size=1) as pool:
            await pool.execute("SELECT pg_terminate_backend($1)", pid)

        async def taken_up() -> bool:
            return {*first.candidate.terms} | {*second.candidate.terms} == {"19", "53"} and len(
                first.begun + second.begun
            ) == 4

        await eventually(taken_up)
        steps = [term.steps for _, term in before]
        await stood(second)
        assert [term.steps for _, term in before] == steps  # what was in memory is used no more
        assert {*first.candidate.terms}.isdisjoint(second.candidate.terms)
        assert (first.prepared, second.prepared) == (1, 1)
        await eventually(first.settled)
        await eventually(second.settled)


async def test_one_that_stands_still_loses_the_lease_and_does_not_go_on_with_what_it_had(urls: Urls) -> None:
    async with offices(urls, "19", number=1) as (office,):
        term = office.of("19")[0]
        await term.holds()
        office.stands_still = 4.0  # the server ends a session that is idle for two seconds

        async def anew() -> bool:
            return len(office.of("19")) == 2 and await office.works("19")

        await eventually(anew)
        steps = term.steps
        with pytest.raises(asyncpg.InterfaceError):
            await term.holds()
        await stood(office)
        assert term.steps == steps


async def test_a_step_that_fails_begins_a_fresh_term_and_no_other_subject_notices(urls: Urls) -> None:
    async with offices(urls, "19", "53", number=1) as (office,):
        office.wrong["19"] = ValueError("this state")
        await eventually(lambda: office.works("53"))

        async def failed_again() -> bool:
            return len(office.of("19")) >= 3

        await eventually(failed_again)
        assert len(office.of("53")) == 1
        await eventually(office.settled)
        del office.wrong["19"]
        await eventually(lambda: office.works("19", "53"))
        assert office.candidate.pauses["19"] > 0.5
        assert len(office.of("53")) == 1


async def test_what_one_process_cannot_do_another_takes_up(urls: Urls) -> None:
    async with offices(urls, "19") as (first, second):
        first.wrong["19"] = ValueError("only here")
        await eventually(lambda: second.works("19"))
        assert first.candidate.terms == {}


async def test_subjects_that_cannot_be_asked_for_end_no_term(urls: Urls) -> None:
    async with offices(urls, "19", number=1) as (office,):
        office.wrong["subjects"] = TimeoutError()
        await stood(office)
        assert len(office.of("19")) == 1
        assert await office.works("19")


async def test_without_word_a_term_rests_until_there_is_word_or_time_has_passed(urls: Urls) -> None:
    async with offices(urls, "19", number=1) as (office,):
        term = office.of("19")[0]
        office.stirs = False

        async def rested(more: int) -> bool:
            return term.rests >= more

        await eventually(partial(rested, term.rests + 2))
        steps = term.steps
        await eventually(partial(rested, term.rests + 2))
        assert term.steps == steps

        async def steps_on() -> bool:
            return term.steps > steps + 1

        term.overdue = True
        await eventually(steps_on)
        term.overdue, office.stirs = False, True
        steps = term.steps
        await eventually(steps_on)


async def test_where_word_cannot_be_asked_for_the_terms_look_for_themselves(urls: Urls) -> None:
    async with offices(urls, "19", number=1) as (office,):
        office.wrong["stirred"] = TimeoutError()
        term = office.of("19")[0]
        steps = term.steps

        async def steps_on() -> bool:
            return term.steps > steps + 5

        await eventually(steps_on)
        assert len(office.of("19")) == 1


async def test_it_prepares_before_it_stands_and_again_where_that_failed(urls: Urls) -> None:
    async with component(service, ServiceSettings, urls) as made:
        office = Office(made, ["19"])
        office.unprepared = [OSError("no room")]
        task = asyncio.create_task(office.candidate.run())
        try:
            await eventually(lambda: office.works("19"))
        finally:
            await end_tasks(task)
        assert office.order[:3] == ["prepared", "prepared", "asked"]
        assert office.prepared == 2


async def test_a_database_that_may_be_another_one_ends_the_terms_until_it_is_compared(urls: Urls) -> None:
    async with offices(urls, "19", number=1) as (office,):
        gate = office.made.runtime.gate
        gate.enforced = True  # not compared yet: as after a restore
        await eventually(office.works)
        gate.enforced = False
        gate._opened.set()

        async def anew() -> bool:
            return len(office.of("19")) == 2 and await office.works("19")

        await eventually(anew)


async def test_cancelled_it_ends_gives_everything_back_and_says_so(urls: Urls) -> None:
    async with offices(urls, "19") as (first, second):
        assert first.task
        steps: Any = first.of("19")[0]
        await end_tasks(first.task)
        done = steps.steps
        assert (first.told("19"), first.made.runtime.elected) == (0, {WORK: []})
        assert [pulse.name for pulse in first.made.runtime.life.pulses] == [WORK]
        await eventually(lambda: second.works("19"))
        assert steps.steps == done


async def test_health_and_status_say_what_a_process_is_elected_for(urls: Urls) -> None:
    async with offices(urls, "19", number=1) as (office,):
        await eventually(office.settled)
        async with office.made.client() as http:
            answer: httpx.Response = await http.get("/health")
        assert answer.json()["elected_here"] == {WORK: ["19"]}
        assert answer.json()["loops"][f"{WORK} 19"] in ("working", "idle")


def test_elected_work_is_a_schedule() -> None:
    assert Elected in Schedule.__args__
