"""Matching as two processes: the one that is elected for a state's matcher dies or stands still while families ask, and nothing is lost.

No family waits who could be served, no place is held twice, and the pairs nobody has seen are those of a pool solved from nothing.
"""

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

import httpx
import pytest

from matching.domain.optimum import matcher_of
from matching.main import service
from matching.settings import Settings
from matching.storage import pools
from peerbridge.testing.component import component
from peerbridge_demo.story import Player, Trial
from peerbridge_demo.story.support import DESK, found_case, partners
from peerbridge_demo.story.ways import certify, expect
from peerbridge_demo.system.environment import service_environment
from peerbridge_demo.witness import disorder, doubled
from peerbridge_local.children import Child
from peerbridge_local.ports import free_port

pytestmark = [pytest.mark.faults, pytest.mark.slow]
STATE, COUNTY, PROGRAM = "06", "06065", "riverside-children-services"  # its coordinator sees a proposal first
PLACES: Final = 4  # which each partner wishes to fill
PATIENCE: Final = 120.0
TENTATIVE: Final = (
    "SELECT request, partner, program FROM proposal WHERE county = $1 AND state = 'tentative' AND seen_at IS NULL"
)
HELD: Final = "SELECT partner, program, slot, request FROM hold WHERE released_at IS NULL"
LEFT: Final = "SELECT 1 FROM pool_change"


class Pair:
    """Matching's two processes, at an address each."""

    def __init__(self, world: Trial) -> None:
        self.world, self.ports = world, [world.system.ports["matching"], free_port()]
        self.children = [world.system.running["matching"], self._second()]
        services = world.addresses.services
        self.players = [
            Player(
                replace(world.addresses, services={**services, "matching": f"http://127.0.0.1:{port}"}),
                world.system.tokens,
                (*world.player.counties, COUNTY),
            )
            for port in self.ports
        ]

    def start(self, number: int) -> None:
        """Start one again that was killed."""
        if number == 0:
            self.world.system.start("matching")
            self.children[0] = self.world.system.running["matching"]
        else:
            self.children[1] = self._second()

    def _second(self) -> Child:
        system = self.world.system
        told = service_environment(
            "matching", self.ports[1], system.servers, system.addresses, system.clock, system.home.folder / "audit"
        )
        argv = [sys.executable, "-m", "peerbridge.service", "matching"]
        return system.home.start("matching-1", argv, env={**told, "PEERBRIDGE_REPLICA": "1"})

    async def elected(self, *among: int) -> list[int]:
        """Those of these who say that they are elected for the state."""
        return [number for number in among if STATE in (await self._health(number)).get("matcher", ())]

    async def _health(self, number: int) -> dict[str, list[str]]:
        async with httpx.AsyncClient(timeout=5) as http:
            with suppress(httpx.HTTPError):
                told: dict[str, list[str]] = (await http.get(f"http://127.0.0.1:{self.ports[number]}/health")).json()[
                    "elected_here"
                ]
                return told
        return {}

    async def stands_by(self, number: int) -> bool:
        """Whether it answers, is prepared, and is not elected."""
        return (await self._health(number)).get("matcher") == []

    async def close(self) -> None:
        """End the second process."""
        for player in self.players:
            await player.__aexit__()
        for child in self.children:
            with suppress(ProcessLookupError):
                child.process.send_signal(signal.SIGCONT)
        await asyncio.to_thread(self.children[1].stop)


@pytest.fixture(scope="module")
async def pair(world: Trial) -> AsyncIterator[Pair]:
    """Both processes, programmes, and two partners with four places each."""
    await partners(world, 0)
    two = Pair(world)
    try:
        for number in range(2):
            await partner(two.players[0], world, number)
        yield two
    finally:
        await two.close()


async def partner(player: Player, world: Trial, number: int) -> str:
    """Somebody who is certified, and who speaks Spanish."""
    closed = {
        "source": DESK, "source_case": f"earlier-{number}", "county": COUNTY, "parents": [f"candidate-{number}"],
        "closed_on": "2023-06-01", "code_list": "afcars_2020", "exit_reason": 1,
    }  # fmt: skip
    taken = await player.post("caseworker", "recruitment", "/v1/case-closures", closed)
    case = await player.get("caseworker", "recruitment", f"/v1/cases/{taken['lines'][0]['case']}")
    person: str = case["parents"][0]

    async def in_pool() -> bool:
        found = await player.get("coordinator", "recruitment", "/v1/candidates", county=COUNTY, limit=1000)
        return any(each["person"] == person and each["in_pool"] for each in found["items"])

    await expect(in_pool)
    await certify(player, world.policies[PROGRAM], person)
    profile = {"county": COUNTY, "languages": ["en", "es"], "capacity_wish": PLACES}
    await player.put("partner", "matching", f"/v1/partners/{person}/profile", profile, person=person)
    return person


async def ask(player: Player, world: Trial, name: str) -> str:
    """A family asks; the request."""
    body = {
        "source": DESK, "source_case": name, "county": COUNTY, "parents": [f"parent-of-{name}"], "opened_on": "2025-12-20",
    }  # fmt: skip
    await player.post("caseworker", "recruitment", "/v1/case-openings", body)
    case = await found_case(world, name)
    wanted = {"case": case["case"], "parent": case["parents"][0], "must_languages": ["es"]}
    request: str = (await player.post("caseworker", "matching", "/v1/requests", wanted))["request"]
    return request


async def optimum(world: Trial) -> dict[Any, Any]:
    """The best pairs of what the database has now, found from nothing."""
    urls = world.system.servers.databases["matching"]
    async with component(service, Settings, urls, recruitment_url=world.system.url("recruitment")) as made:
        made.runtime.clock = world.system.clock
        matcher = matcher_of(await pools.of_state(lambda: made.runtime.work([COUNTY]), [COUNTY]))
    assert matcher.certificate().holds
    return matcher.pairs()


async def agreed(world: Trial, families: int) -> dict[Any, Any]:
    """Wait until so many families have the pairs of the optimum; nothing is ever held twice meanwhile."""

    async def is_so() -> dict[Any, Any]:
        held = await world.databases.rows("matching", HELD)
        for whose in ("partner", "program", "slot"), ("request",):
            assert max(Counter(tuple(row[name] for name in whose) for row in held).values(), default=0) <= 1
        rows = await world.databases.rows("matching", TENTATIVE, COUNTY)
        standing = {row["request"]: (row["partner"], row["program"]) for row in rows}
        assert len(standing) == len(rows), "two proposals for one family"
        left = await world.databases.rows("matching", LEFT)
        same = not left and len(standing) == len(held) == families and standing == await optimum(world)
        return standing if same else {}

    return await expect(is_so, PATIENCE)


async def one_elected(pair: Pair, *among: int) -> int:
    """Wait until exactly one of these says so."""

    async def one() -> list[int]:
        found = await pair.elected(*among)
        return found if len(found) == 1 else []

    return (await expect(one, PATIENCE))[0]


async def both(pair: Pair) -> tuple[int, int]:
    """Who is elected, and who stands by with everything prepared."""
    elected = await one_elected(pair, 0, 1)
    await expect(lambda: pair.stands_by(1 - elected), PATIENCE)
    return elected, 1 - elected


async def well(world: Trial) -> None:
    """Everything said was heard, in order, once."""
    await world.databases.settled(PATIENCE)
    said = await world.said()
    assert disorder(said) == []
    assert doubled(said) == []


async def test_kill_9_of_the_elected_matcher_while_families_ask_leaves_the_best_pairs(pair: Pair, world: Trial) -> None:
    elected, other = await both(pair)
    player = pair.players[other]
    await ask(player, world, "first")
    await agreed(world, 1)
    asking = asyncio.gather(*(ask(player, world, f"killed-{number}") for number in range(10)))
    await expect(lambda: world.databases.rows("matching", TENTATIVE + " OFFSET 2", COUNTY), PATIENCE)
    pair.children[elected].kill()
    assert await one_elected(pair, other) == other
    await asking
    await agreed(world, 2 * PLACES)
    pair.start(elected)
    await partner(player, world, 2)
    await agreed(world, 11)
    assert await both(pair) == (other, elected)
    await well(world)


async def test_an_elected_matcher_that_stood_still_finds_another_at_work_and_both_end_in_agreement(
    pair: Pair, world: Trial
) -> None:
    elected, other = await both(pair)
    player, process = pair.players[other], pair.children[elected].process
    asking = asyncio.gather(*(ask(player, world, f"still-{number}") for number in range(3)))
    process.send_signal(signal.SIGSTOP)
    assert await one_elected(pair, other) == other
    await asking
    await agreed(world, 3 * PLACES)
    rows = await world.databases.rows("matching", TENTATIVE + " ORDER BY request LIMIT 4", COUNTY)
    process.send_signal(signal.SIGCONT)
    path, reason = "/v1/requests/{}/withdrawal", {"reason": "staff"}
    await asyncio.gather(*(player.post("coordinator", "matching", path.format(row["request"]), reason) for row in rows))
    await agreed(world, 10)
    assert await both(pair) == (other, elected)
    await asyncio.gather(*(ask(pair.players[elected], world, f"after-{number}") for number in range(3)))
    await agreed(world, 3 * PLACES)
    await well(world)
