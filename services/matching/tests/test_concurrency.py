"""Two at once: no place is ever held twice, whatever the code believes, because the database refuses."""

import asyncio
from functools import partial
from typing import Any

import asyncpg
import pytest

from matching.schedules.matcher import begin
from matching.use_cases import match_state
from matching.use_cases.propose import propose
from peerbridge.identity import COORDINATOR, PARENT, PARTNER
from peerbridge.life import Pulse
from peerbridge.testing.component import ALL_COUNTIES
from peerbridge.testing.running import eventually

POLK, STORY = "19153", "19169"
AGAIN = """
INSERT INTO hold (county, shared_with, proposal, partner, request, parent, program, slot, family_county)
SELECT county, shared_with, $1, partner, $2, parent, program, slot + $3, family_county FROM hold RETURNING 1
"""


async def rivals(matching: Any, homes: list[str], *, confirms: bool = False) -> None:
    """One partner with one place who serves two counties, and a family in each; nothing proposed yet."""
    await matching.hears(matching.program(confirms=confirms))
    for county in homes:
        await matching.asks(county=county)
    partner = await matching.has_partner(capacity=0, profile={"service_counties": homes})
    certified = matching.certified(partner, capacity=1, counties=tuple(homes))
    await matching.made.hears(matching.made.sealed(certified, POLK))


def workers(matching: Any, number: int) -> list[Any]:
    """So many processes that each believe to be the elected one, with nothing in memory yet."""
    runtime = matching.made.service.runtime
    return [begin(runtime, "19", Pulse("matcher")) for _ in range(number)]


async def finish(worker: Any) -> None:
    """Step until there is nothing to do."""
    while await worker.step():
        continue


async def test_two_workers_at_once_take_one_place_once(matching: Any) -> None:
    await rivals(matching, [POLK, STORY])
    await asyncio.gather(*(finish(worker) for worker in workers(matching, 3)), return_exceptions=True)
    await matching.run()
    held = await matching.made.owner("SELECT * FROM hold WHERE released_at IS NULL")
    assert (len(held), len(await matching.proposals())) == (1, 1)


async def test_a_worker_that_chose_before_another_committed_makes_nothing(matching: Any) -> None:
    await rivals(matching, [POLK, STORY])
    chosen, go_on = asyncio.Event(), asyncio.Event()
    slow, fast = workers(matching, 2)

    async def slowly(work: Any, counties: Any, move: Any) -> Any:
        chosen.set()
        await go_on.wait()
        return await propose(work, counties, move)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(match_state, "propose", slowly)
        waiting = asyncio.create_task(finish(slow))
        await chosen.wait()
        patch.setattr(match_state, "propose", propose)
        await finish(fast)
        (made,) = await matching.proposals()
        go_on.set()
        await waiting
    assert await matching.proposals() == [made]


async def test_two_workers_who_believe_in_different_days_of_the_pool_agree_in_the_end(matching: Any) -> None:
    """One stood still while families came and went; what it believes is checked, read again, and given up."""
    await matching.hears(matching.program(confirms=True))
    stale, fresh = workers(matching, 2)
    await finish(stale)
    for _ in range(3):
        await matching.has_partner()
    asked = [await matching.asks(urgency=n % 3) for n in range(4)]
    await finish(fresh)
    await matching.call("POST", f"/v1/requests/{asked[0]['request']}/withdrawal", {"reason": "staff"}, role=COORDINATOR)
    await asyncio.gather(finish(stale), finish(fresh))
    await asyncio.gather(finish(fresh), finish(stale))
    rows = await matching.proposals(state="tentative")
    assert len({row["request"] for row in rows}) == len({row["partner"] for row in rows}) == len(rows) == 3
    held = await matching.made.owner("SELECT proposal FROM hold WHERE released_at IS NULL")
    assert {row["proposal"] for row in held} == {row["proposal"] for row in rows}


async def test_a_proposal_that_the_database_no_longer_knows_keeps_no_worker_turning(matching: Any) -> None:
    await rivals(matching, [POLK], confirms=True)
    (worker,) = workers(matching, 1)
    await finish(worker)
    await matching.made.owner("UPDATE hold SET released_at = now() RETURNING 1")
    await matching.made.owner("UPDATE proposal SET state = 'superseded', closed_at = now() RETURNING 1")
    matching.made.terms["19"] = worker
    async with asyncio.timeout(60):
        await matching.asks(court_on="2026-01-06")  # which goes before the family that had the only place
    (stands,) = await matching.proposals(state="tentative")
    assert [each.proposal for each in worker.pool.movable.values()] == [stands["proposal"]]


async def test_one_who_is_not_elected_any_more_takes_nothing_off_that_the_elected_one_has_not_seen(
    matching: Any,
) -> None:
    """It has lost the lease and not noticed: what it took off, the other would find again only on the next day."""
    await matching.hears(matching.program())
    ghost, elected = workers(matching, 2)
    await finish(ghost)
    await finish(elected)

    async def lost() -> None:
        raise ConnectionError("the lease")

    ghost.holds = lost
    with matching.nobody_elected():
        await matching.asks()
        with pytest.raises(ConnectionError):
            await finish(ghost)
        await finish(elected)
        await matching.has_partner()
        await finish(elected)
        assert len(await matching.proposals()) == 1


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


async def test_a_place_given_back_while_its_partners_profile_changes_stays_given_back(matching: Any) -> None:
    """Who may see a hold is written anew with every change of the partner: never that it is held."""
    proposal = await matching.has_proposed()
    owner = await asyncpg.connect(matching.made.urls.owner)
    try:
        await owner.execute(ALL_COUNTIES)
        async with owner.transaction():
            await owner.fetch("SELECT 1 FROM hold FOR UPDATE")
            changed = asyncio.create_task(matching.gives_profile(proposal["partner"]))
            await eventually(partial(owner.fetch, "SELECT 1 FROM pg_locks WHERE NOT granted"))
            await owner.execute("UPDATE hold SET released_at = now()")
        assert (await changed).status_code == 200
    finally:
        await owner.close()
    (hold,) = await matching.made.owner("SELECT released_at FROM hold")
    assert hold["released_at"] is not None


async def test_nobody_takes_a_proposal_in_hand_that_is_over(matching: Any) -> None:
    proposal = await matching.has_proposed()
    await matching.call("POST", f"/v1/requests/{proposal['request']}/withdrawal", {"reason": "staff"}, role=COORDINATOR)
    late = await matching.call("POST", f"/v1/proposals/{proposal['proposal']}/viewing", role=COORDINATOR)
    assert (late.status_code, late.json()["type"]) == (409, "urn:peerbridge:problem:proposal-over")
