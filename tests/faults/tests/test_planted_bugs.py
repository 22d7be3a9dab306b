"""The rig can see: every planted bug is caught, each by the invariant that names it; without a bug nothing is found."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from peerbridge.testing.kafka import KafkaServer
from peerbridge.testing.postgres import PostgresServer
from peerbridge_faults.plants.caught import CAUGHT, TOLD
from peerbridge_faults.plants.planting import BUGS
from peerbridge_faults.plants.scenarios import SCENARIOS
from peerbridge_faults.plants.told import TELLING
from peerbridge_faults.plants.trials import Trials
from peerbridge_faults.reader import Finding
from peerbridge_local.home import Home

pytestmark = [pytest.mark.faults, pytest.mark.slow]
Findings = dict[tuple[str, str], "asyncio.Task[list[Finding]]"]
EVERY = [
    *[("", scenario) for scenario in (*SCENARIOS, *TELLING)],
    *[(bug, scenario) for bug, (scenario, _) in (CAUGHT | TOLD).items()],
]


@pytest.fixture(scope="module")
async def findings(
    request: pytest.FixtureRequest, postgres: PostgresServer, kafka: KafkaServer
) -> AsyncIterator[Findings]:
    """All trials whose tests were chosen, under way side by side; each test waits for its own."""
    chosen = [item.callspec.params.get("trial") for item in request.session.items if hasattr(item, "callspec")]
    with Home.claim("planted") as home:
        trials = Trials(postgres, kafka, home)
        under_way = {
            trial: asyncio.create_task(trials.telling(*trial) if trial[1] in TELLING else trials.sample(*trial))
            for trial in EVERY
            if trial in chosen
        }
        yield under_way
        for task in under_way.values():
            task.cancel()
        await asyncio.gather(*under_way.values(), return_exceptions=True)


@pytest.mark.parametrize("trial", [trial for trial in EVERY if not trial[0]], ids=lambda trial: trial[1])
async def test_a_sound_service_lives_through_it(findings: Findings, trial: tuple[str, str]) -> None:
    assert await findings[trial] == []


@pytest.mark.parametrize("trial", [trial for trial in EVERY if trial[0]], ids=lambda trial: trial[0])
async def test_a_planted_bug_is_caught_by_the_invariant_that_names_it(
    findings: Findings, trial: tuple[str, str]
) -> None:
    found = await findings[trial]
    assert (CAUGHT | TOLD)[trial[0]][1] in {finding.invariant for finding in found}, found


def test_every_bug_is_tried_and_there_are_at_least_25() -> None:
    assert set(BUGS) == set(CAUGHT | TOLD)
    assert len(BUGS) >= 25
