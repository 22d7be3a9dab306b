"""The matcher's worker on a real database: built anew after a kill, one change at a time, and its first filling.

`measure` writes a state's rows in a process of its own, and then lives as the elected process does: step by step. What is timed of a
step is the time in the database and its rows, in the translation to the matcher's words, and in the matcher itself.
"""

import asyncio
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from secrets import token_urlsafe
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg
import uvloop

from bench.rig import Sample, quantile
from bench.worker_events import Events, stand
from bench.worker_made import STATE, Rows, fill
from bench.worker_raw import Raw, raw
from bench.worker_spans import Loop, listening, watched
from matching.domain.solver import ready
from matching.domain.state_pool import StatePool
from matching.main import service
from matching.settings import Settings
from matching.use_cases.match_state import MatchState
from matching.use_cases.matcher_metrics import matcher_metrics
from peerbridge.database.migrations import migrate
from peerbridge.database.provision import ROLES, make_database
from peerbridge.life import Pulse
from peerbridge.testing.component import Component, component

ARRIVALS, OTHERS, STEPS = 300, 100, 60


def resident(what: str = "VmRSS") -> float:
    """This process's memory in MiB."""
    line = next(each for each in Path("/proc/self/status").read_text().splitlines() if each.startswith(what))
    return int(line.split()[1]) / 1024


def pool_of(term: MatchState) -> StatePool:
    """What a worker has in memory."""
    assert term.pool is not None
    return term.pool


def standing(term: MatchState) -> set[UUID]:
    """Ids of the proposals that stand."""
    return {each.proposal for each in pool_of(term).movable.values()}


class Bench:
    """One state's worker and what is said of it."""

    def __init__(self, made: Component, place: str, families: int, size: str) -> None:
        self.made, self.place, self.families, self.row = made, place, families, f"worker-{size}"
        self.spans, self.before = watched(), resident()

    def said(self, variant: str, value: float, unit: str, **about: Any) -> None:
        """A sample of this row."""
        Sample(self.row, variant, value, unit, about).print()

    def begin(self) -> MatchState:
        """A worker with nothing in memory."""
        metrics = matcher_metrics(self.made.runtime.metrics.registry)
        return MatchState(STATE, self.made.runtime.work, lambda: self.made.runtime.clock, metrics, Pulse("bench"))

    async def rebuilt(self, name: str, limit: Raw, loop: Loop) -> MatchState:
        """From nothing to a pool that stands."""
        term = self.begin()
        self.spans.taken()
        loop.taken()
        begun = perf_counter()
        async with self.made.runtime.work([]) as work:
            counties = [
                row["county"] for row in await (await work.raw()).fetch("SELECT county FROM counties ORDER BY 1")
            ]
        await term._build(counties)  # noqa: SLF001 (a step would also make proposals)
        seconds, spent, pool = perf_counter() - begun, self.spans.taken(), pool_of(term)
        about = {
            "reading_s": seconds - spent["pool"] - spent["proof"],
            "translating_s": spent["pool"] - spent["of"] + spent["enrol"],
            "solving_s": spent["of"] - spent["enrol"],
            "proof_s": spent["proof"],
            "longest_block_ms": loop.taken(),
            "families": len(pool.seekers),
            "partners": len(pool.available),
            "pairs": int(pool.matcher.matcher.state.rows.length.sum()),
            "paired": len(pool.matcher.pairs()),
        }
        self.said(
            name,
            seconds,
            "s",
            **about,
            times_raw=seconds / limit.seconds,
            raw_s=limit.seconds,
            raw_reading_s=limit.reading,
            raw_rows=limit.rows,
        )
        self.said(f"{name}: resident", resident(), "MiB", before=self.before, peak=resident("VmHWM"))
        return term

    async def filled(self, term: MatchState, loop: Loop) -> None:
        """The first proposals, while thousands wait at once."""
        begun, steps = perf_counter(), 0
        while steps < STEPS and await term.step():
            steps += 1
        seconds, made, spent = perf_counter() - begun, len(pool_of(term).movable), self.spans.taken()
        share = {f"{name}_s": spent[name] for name in ("memory", "solver")}
        self.said("first filling", made / seconds, "proposals/s", made=made, steps=steps, seconds=seconds, **share,
                  longest_block_ms=loop.taken())  # fmt: skip

    async def standing(self, term: MatchState) -> None:
        """As it is when the first filling is over, which at hundred thousand takes minutes: the rest of the proposals by COPY."""
        connection = await asyncpg.connect(self.place)
        await stand(connection, term)
        await connection.close()

    async def online(self, term: MatchState, loop: Loop) -> None:
        """One thing at a time: an arrival, another profile, a withdrawal."""
        connection = await asyncpg.connect(self.place)
        events = Events(connection, term, Rows(self.families))
        for name, happen, times in (
            ("arrival", events.arrival, ARRIVALS),
            ("profile", events.profile, OTHERS),
            ("withdrawal", events.withdrawal, OTHERS),
        ):
            spans: dict[str, list[float]] = {"step": [], "memory": [], "solver": []}
            made = 0
            for _ in range(times):
                await happen()
                self.spans.taken()
                before, begun = standing(term), perf_counter()
                more = await term.step()
                took = perf_counter() - begun
                while more:  # the last step finds that there is nothing left to do, and is not counted
                    took = perf_counter() - begun
                    more = await term.step()
                spans["step"].append(took)
                spent = self.spans.taken()
                for what in ("memory", "solver"):
                    spans[what].append(spent[what])
                made += len(standing(term) - before)
            self.told(name, spans, made / times, loop.taken())
        assert pool_of(term).matcher.certificate().holds
        await connection.close()

    def told(self, name: str, spans: dict[str, list[float]], proposals: float, block: float) -> None:
        """p50 and p99, and where the time went."""
        ordered = {what: sorted(1000 * each for each in values) for what, values in spans.items()}
        about = {f"{what}_{p}_ms": quantile(ordered[what], share)
                 for what in ("memory", "solver") for p, share in (("p50", 0.5), ("p99", 0.99))}  # fmt: skip
        about |= {"proposals_each": proposals, "number": len(ordered["step"]), "longest_block_ms": block}
        about |= {"database_share": 1 - sum(spans["memory"]) / sum(spans["step"])}
        for p, share in (("p50", 0.5), ("p99", 0.99)):
            self.said(f"{name} {p}", quantile(ordered["step"], share), "ms", **about)
            self.said(f"{name} {p} in memory", quantile(ordered["memory"], share), "ms")


def filled_in(place: str, families: int) -> None:
    """The rows, in a process of their own."""
    asyncio.run(fill(place, families))


async def measure(admin_url: str, families: int, size: str) -> None:
    """Everything of one size, in the order of a worker's life."""
    name = f"bench_worker_{size}"
    admin = await asyncpg.connect(admin_url)
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.close()
    urls = await make_database(admin_url, "matching", {role: token_urlsafe(24) for role in ROLES}, database=name)
    await asyncio.to_thread(migrate, "matching", urls.owner)
    place, loop = urls.on(admin_url), asyncio.get_running_loop()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:  # its memory is not the worker's
        await loop.run_in_executor(beside, filled_in, place, families)
        limit = await loop.run_in_executor(beside, raw, place, families)
    await asyncio.to_thread(ready)
    async with component(service, Settings, urls, recruitment_url="http://127.0.0.1:1") as made:
        bench = Bench(made, place, families, size)
        with listening() as heart:
            term = await bench.rebuilt("rebuild, all wait", limit, heart)
            await bench.filled(term, heart)
            await bench.standing(term)
            await bench.online(await bench.rebuilt("rebuild", limit, heart), heart)


async def main() -> None:
    """`python -m bench.worker SIZE ADMIN_URL BOOTSTRAP FAMILIES`."""
    await measure(sys.argv[2], int(sys.argv[4]), sys.argv[1])


if __name__ == "__main__":
    uvloop.run(main())
