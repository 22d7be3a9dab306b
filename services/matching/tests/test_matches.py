"""Matches end by a person's decision, with a reason; a new one is a new request."""

from typing import Any

import pytest

from peerbridge.events.matches import MatchEnded, MatchProposed, SupportRequested
from peerbridge.identity import PARENT, PARTNER


async def end(matching: Any, match: Any, body: dict[str, Any], **who: Any) -> Any:
    return await matching.call("POST", f"/v1/matches/{match['match']}/ending", body, **(who or {"role": "coordinator"}))


async def test_an_ended_match_frees_the_place_for_another_family(matching: Any) -> None:
    match = await matching.has_matched()
    await matching.asks()
    await matching.made.announced()
    assert (await end(matching, match, {"reason": "goals_met"})).json()["state"] == "ended"
    assert await matching.made.announced() == [MatchEnded, MatchProposed]


async def test_a_match_ends_once(matching: Any) -> None:
    match = await matching.has_matched()
    await end(matching, match, {"reason": "moved"})
    again = await end(matching, match, {"reason": "moved"})
    assert (again.status_code, again.json()["type"]) == (409, "urn:peerbridge:problem:match-over")


@pytest.mark.parametrize(("reason", "proposed"), [("goals_met", 1), ("not_a_fit", 0), ("partner", 0)])
async def test_a_gentle_new_match_never_brings_back_a_pair_that_ended_badly(
    matching: Any, reason: str, proposed: int
) -> None:
    match = await matching.has_matched()
    await end(matching, match, {"reason": reason, "rematch": True})
    assert len(await matching.proposals(state="open", partner=match["partner"])) == proposed
    announced = await matching.made.announced()
    assert announced[:2] == [MatchEnded, SupportRequested]


async def test_both_sides_may_end_a_match_for_their_own_reasons_only(matching: Any) -> None:
    match = await matching.has_matched()
    partner = {"role": PARTNER, "person": match["partner"]}
    refused = await end(matching, match, {"reason": "family"}, **partner)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:peerbridge:problem:reason-not-yours")
    assert (await end(matching, match, {"reason": "partner"}, **partner)).status_code == 200


async def test_a_parent_sees_and_ends_only_the_own_match(matching: Any) -> None:
    match = await matching.has_matched()
    own = {"role": PARENT, "person": match["parent"]}
    assert len((await matching.call("GET", "/v1/matches", **own)).json()) == 1
    stranger = {"role": PARENT, "person": match["match"]}
    assert (await matching.call("GET", "/v1/matches", **stranger)).json() == []
    assert (await end(matching, match, {"reason": "family"}, **stranger)).status_code == 404
    assert (await end(matching, match, {"reason": "family", "rematch": True}, **own)).status_code == 200


async def test_a_closed_case_gets_no_new_request_out_of_an_ending(matching: Any) -> None:
    match = await matching.has_matched()
    await matching.hears(matching.closed(match["case"]))
    refused = await end(matching, match, {"reason": "case_closed", "rematch": True})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:peerbridge:problem:case-is-closed")
    assert (await end(matching, match, {"reason": "case_closed"})).status_code == 200
