"""Matches end by a person's decision, with a reason; a new one is a new request."""

from typing import Any

import pytest

from peerbridge import erasure
from peerbridge.events.candidates import CandidatesMerged
from peerbridge.events.matches import MatchEnded, MatchProposed, SupportRequested
from peerbridge.identity import COORDINATOR, PARENT, PARTNER
from peerbridge.ids import uuid7


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


@pytest.mark.parametrize("ends", ["partner", "family", "match"])
async def test_a_no_between_two_people_holds_also_in_a_later_case(matching: Any, ends: str) -> None:
    await matching.hears(matching.program())
    await matching.has_partner()
    parent = uuid7()
    await matching.asks(case=matching.knows_case(parents=[str(parent)]), parent=str(parent))
    (proposal,) = await matching.proposals()
    if ends == "match":
        for side in ("partner", "family"):
            await matching.answers(proposal, side)
        (match,) = await matching.made.owner("SELECT * FROM match")
        await end(matching, match, {"reason": "not_a_fit"})
    else:
        await matching.answers(proposal, ends, "no")
    await matching.hears(matching.closed(proposal["case"]))
    again = await matching.asks(case=matching.knows_case(parents=[str(parent)]), parent=str(parent))
    assert await matching.proposals(state="open") == []
    told = (await matching.call("GET", f"/v1/requests/{again['request']}/candidates")).json()
    rule = {"partner": "partner_said_no", "family": "family_said_no", "match": "ended_badly"}[ends]
    assert told["why_not"] == {rule: 1}
    matching.made.terms.clear()
    await matching.run()
    assert await matching.proposals(state="open") == []


async def test_p53_the_partner_sees_how_and_how_often_the_family_wishes_to_be_in_contact(matching: Any) -> None:
    await matching.hears(matching.program())
    await matching.has_partner()
    await matching.asks(contact_style="phone", contact_every="two_weeks")
    (proposal,) = await matching.proposals()
    for side in ("partner", "family"):
        await matching.answers(proposal, side)
    for who in ({"role": PARTNER, "person": proposal["partner"]}, {"role": PARENT, "person": proposal["parent"]}, {}):
        (view,) = (await matching.call("GET", "/v1/matches", **who)).json()
        assert (view["contact_style"], view["contact_every"]) == ("phone", "two_weeks")


async def test_a_parent_whose_closed_case_names_nobody_does_not_ask_again(matching: Any) -> None:
    match = await matching.has_matched()
    await matching.hears(matching.closed(match["case"]))
    me = {"role": PARENT, "person": match["parent"]}
    body = {"reason": "family", "rematch": True}
    await matching.call("POST", f"/v1/matches/{match['match']}/ending", body, **me)
    assert await matching.made.owner("SELECT 1 FROM request WHERE state = 'open'") == []


async def test_of_two_matches_of_one_parent_a_rematch_makes_no_third_wish(
    matching: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "SETTLE_SECONDS", 0.0)
    await matching.hears(matching.program())
    await matching.has_partner(capacity=3)
    mine, other = uuid7(), uuid7()
    case = matching.knows_case(parents=[str(mine), str(other)])
    for parent in (mine, other):
        await matching.asks(case=case, parent=str(parent))
        (proposal,) = await matching.proposals(state="open")
        await matching.both_agree(proposal)
    await matching.hears(CandidatesMerged(kept=mine, merged=other))
    (first, _) = await matching.made.owner('SELECT * FROM "match" ORDER BY "match"')
    body = {"reason": "moved", "rematch": True}
    await matching.call("POST", f"/v1/matches/{first['match']}/ending", body, role=COORDINATOR)
    going = await matching.made.owner("SELECT 1 FROM request WHERE state IN ('open', 'matched')")
    assert len(going) == 1
