"""Somebody who was counted under two ids is counted once, and all of their story is found under the kept one."""

from uuid import UUID

import pytest

from peerbridge import erasure
from peerbridge.events.candidates import CandidateIdentified, CandidateNominated, CandidatesMerged
from peerbridge.ids import uuid7
from peerbridge.testing.component import Component

POLK, STORY = "19153", "19169"
IOWA, KENTUCKY = "children-and-families-of-iowa", "start-kentucky"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the second look."""
    monkeypatch.setattr(erasure, "SETTLE_SECONDS", 0.0)


async def identified(console: Component, person: UUID, county: str = POLK, program: str = IOWA) -> None:
    await console.hears(CandidateIdentified(person=person, case=uuid7(), program=program), county=county)


async def merged(console: Component, merged: UUID, kept: UUID) -> None:
    await console.hears(CandidatesMerged(merged=merged, kept=kept), county=POLK, shared_with=[STORY])
    await console.work_off_jobs()


async def numbers(console: Component) -> dict[tuple[str, str, str], int]:
    rows = await console.owner("SELECT county, program, state, n FROM tally WHERE n <> 0")
    return {(row["county"], row["program"], row["state"]): row["n"] for row in rows}


async def test_one_person_in_one_programme_is_counted_once(console: Component) -> None:
    one, other = uuid7(), uuid7()
    await identified(console, one)
    await identified(console, other, STORY)
    assert await numbers(console) == {(POLK, IOWA, "identified"): 1, (STORY, IOWA, "identified"): 1}
    await merged(console, other, one)
    assert await numbers(console) == {(POLK, IOWA, "identified"): 1}


async def test_what_only_the_merged_id_stood_in_is_counted_as_before(console: Component) -> None:
    one, other = uuid7(), uuid7()
    await identified(console, one)
    await identified(console, other, STORY, KENTUCKY)
    before = await numbers(console)
    await merged(console, other, one)
    assert await numbers(console) == before
    await console.hears(CandidateNominated(person=one, program=KENTUCKY), county=STORY)
    assert await numbers(console) == before


async def test_the_numbers_are_alike_however_often_it_is_told(console: Component) -> None:
    one, other = uuid7(), uuid7()
    await identified(console, one)
    await identified(console, other)
    for _ in range(2):
        await merged(console, other, one)
    assert await numbers(console) == {(POLK, IOWA, "identified"): 1}
    await identified(console, other)
    await console.work_off_jobs()
    assert (await numbers(console))[POLK, IOWA, "identified"] >= 1


async def test_the_story_of_the_merged_id_is_found_under_the_kept_one(console: Component) -> None:
    one, other = uuid7(), uuid7()
    await identified(console, other)
    await merged(console, other, one)
    rows = await console.owner("SELECT e.type FROM mention m JOIN event e ON e.id = m.event WHERE m.thing = $1", one)
    assert {row["type"].split(".")[1] for row in rows} == {"CandidateIdentified", "CandidatesMerged"}
