"""Two at once: no place is ever held twice, whatever the code believes, because the database refuses."""

import asyncio
from typing import Any

import asyncpg
import pytest

from matching.storage import pools
from matching.use_cases import propose as proposing
from peerbridge.identity import COORDINATOR, PARENT, PARTNER

POLK, STORY = "19153", "19169"
AGAIN = """
INSERT INTO hold (county, shared_with, proposal, partner, request, parent, program, slot, family_county)
SELECT county, shared_with, $1, partner, $2, parent, program, slot + $3, family_county FROM hold RETURNING 1
"""


async def rivals(matching: Any, homes: list[str]) -> None:
    """One partner with one place who serves two counties, and a family in each; nothing proposed yet."""
    await matching.hears(matching.program())
    for county in homes:
        await matching.asks(county=county)
    partner = await matching.has_partner(capacity=0, profile={"service_counties": homes})
    certified = matching.certified(partner, capacity=1, counties=tuple(homes))
    await matching.made.hears(matching.made.sealed(certified, POLK))


async def test_two_workers_at_once_take_one_place_once(matching: Any) -> None:
    await rivals(matching, [POLK, STORY])
    worker = matching.made.service.loops.jobs
    await asyncio.gather(*(worker.step() for _ in range(4)), return_exceptions=True)
    await matching.run()
    held = await matching.made.owner("SELECT * FROM hold WHERE released_at IS NULL")
    assert (len(held), len(await matching.proposals())) == (1, 1)


async def test_a_worker_that_looked_before_another_committed_chooses_nobody(matching: Any) -> None:
    await rivals(matching, [POLK, STORY])
    loaded, go_on = asyncio.Event(), asyncio.Event()
    load = pools.load

    async def slowly(work: Any, county: str, **only: Any) -> Any:
        pool = await load(work, county, **only)
        if not only:
            loaded.set()
            await go_on.wait()
        return pool

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pools, "load", slowly)
        async with matching.made.runtime.work([POLK]) as slow:
            waiting = asyncio.create_task(proposing.propose(slow, POLK))
            await loaded.wait()
            patch.setattr(pools, "load", load)
            async with matching.made.runtime.work([STORY]) as fast:
                assert await proposing.propose(fast, STORY) == 1
            go_on.set()
            await waiting
    assert [row["county"] for row in await matching.proposals()] == [STORY]


async def test_the_database_refuses_a_second_holder_of_a_place(matching: Any) -> None:
    proposal = await matching.has_proposed()
    with pytest.raises(asyncpg.UniqueViolationError, match="uq_hold_place"):
        await matching.made.owner(AGAIN, proposal["request"], proposal["proposal"], 0)
    with pytest.raises(asyncpg.UniqueViolationError, match="uq_hold_request"):
        await matching.made.owner(AGAIN, proposal["partner"], proposal["request"], 1)


async def test_both_sides_answering_at_once_make_one_match(matching: Any) -> None:
    proposal = await matching.has_proposed()
    answers = await asyncio.gather(*(matching.answers(proposal, side) for side in ("partner", "family") * 2))
    assert sorted(each.status_code for each in answers) == [200, 200, 409, 409]
    assert len(await matching.made.owner("SELECT 1 FROM match")) == 1


async def test_a_yes_and_a_no_at_once_leave_no_match_behind_a_decline(matching: Any) -> None:
    proposal = await matching.has_proposed()
    await asyncio.gather(matching.answers(proposal, "partner"), matching.answers(proposal, "family", "no"))
    (stored,) = await matching.proposals(proposal=proposal["proposal"])
    assert stored["state"] == "declined"
    assert await matching.made.owner("SELECT 1 FROM match") == []


async def test_one_family_asking_many_times_at_once_has_one_request(matching: Any) -> None:
    case = matching.knows_case()
    asked = await asyncio.gather(*(matching.call("POST", "/v1/requests", {"case": str(case)}) for _ in range(4)))
    assert sorted(each.status_code for each in asked) == [201, 409, 409, 409]


async def test_an_answer_and_the_closure_of_the_case_at_once_agree(matching: Any) -> None:
    proposal = await matching.has_proposed()
    await matching.answers(proposal, "partner")
    closed = matching.made.sealed(matching.closed(proposal["case"]), POLK)
    answer, _ = await asyncio.gather(matching.answers(proposal, "family"), matching.made.hears(closed))
    (request,) = await matching.made.owner("SELECT state FROM request")
    matches = await matching.made.owner("SELECT attention FROM match")
    if answer.status_code == 200:
        assert (request["state"], [row["attention"] for row in matches]) == ("matched", [["case_closed"]])
    else:
        assert (answer.status_code, request["state"], matches) == (409, "withdrawn", [])


async def test_endings_at_once_end_once(matching: Any) -> None:
    match = await matching.has_matched()
    path, body = f"/v1/matches/{match['match']}/ending", {"reason": "moved"}
    callers = [
        {"role": COORDINATOR},
        {"role": PARTNER, "person": match["partner"]},
        {"role": PARENT, "person": match["parent"]},
    ]
    ended = await asyncio.gather(*(matching.call("POST", path, body, **who) for who in callers))
    assert sorted(each.status_code for each in ended) == [200, 409, 409]
