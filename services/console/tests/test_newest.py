"""A page of many counties is the newest of all of them, however unevenly events fall."""

from random import Random
from typing import Any

import pytest

from console.storage import events
from peerbridge.events.candidates import CandidateOptedOut
from peerbridge.ids import uuid7

COUNTIES = [f"19{2 * n + 1:03d}" for n in range(12)]


@pytest.mark.parametrize("crowded", [0.05, 0.5, 1.0])
async def test_the_newest_of_many_counties_are_found_in_full(console: Any, crowded: float) -> None:
    chance = Random(5)
    told = []
    for _ in range(120):
        county = COUNTIES[0] if chance.random() < crowded else chance.choice(COUNTIES)
        told.append(console.sealed(CandidateOptedOut(person=uuid7()), county))
    await console.hears_batch(*told)
    newest = sorted((event.about.id for event in told), reverse=True)
    async with console.runtime.work(COUNTIES) as work:
        for limit in (1, 7, 40, 119, 121):
            for start in (None, newest[30]):
                found = await events.listed(work, COUNTIES, before=start, limit=limit)
                wanted = [each for each in newest if start is None or each < start]
                assert [event.id for event in found] == wanted[:limit]
