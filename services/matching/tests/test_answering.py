"""Both sides answer: the match exists once both have said yes, and not otherwise."""

from typing import Any

import pytest

from peerbridge.events.matches import (
    MatchAccepted,
    MatchCreated,
    MatchDeclined,
    MatchProposalExpired,
    MatchProposed,
    SupportRequested,
)
from peerbridge.identity import CASEWORKER, COORDINATOR, PARENT, PARTNER


@pytest.mark.parametrize("order", [("partner", "family"), ("family", "partner")])
async def test_a_match_exists_once_both_sides_have_said_yes(matching: Any, order: tuple[str, str]) -> None:
    proposal = await matching.has_proposed()
    for side in order:
        assert (await matching.answers(proposal, side)).status_code == 200
    assert await matching.made.announced() == [MatchAccepted, MatchAccepted, MatchCreated]
    (match,) = await matching.made.owner("SELECT * FROM match")
    assert (match["state"], match["county"], match["partner"]) == ("active", "19153", proposal["partner"])
    (request,) = await matching.made.owner("SELECT state FROM request")
    assert request["state"] == "matched"


async def test_a_decline_frees_the_place_and_the_same_pair_is_never_asked_again(matching: Any) -> None:
    proposal = await matching.has_proposed()
    declined = await matching.answers(proposal, "partner", "no", reason="distance")
    assert (declined.json()["state"], declined.json()["reason"]) == ("declined", "distance")
    await matching.run()
    assert await matching.made.announced() == [MatchDeclined]
    other = await matching.has_partner()
    assert await matching.made.announced() == [MatchProposed]
    assert [row["partner"] for row in await matching.proposals(state="open")] == [other]


async def test_answering_twice_is_refused_with_the_day_of_the_first_answer(matching: Any) -> None:
    proposal = await matching.has_proposed()
    await matching.answers(proposal, "partner")
    again = await matching.answers(proposal, "partner", "no")
    assert (again.status_code, again.json()["type"]) == (409, "urn:peerbridge:problem:already-answered")
    assert "05 January" in again.json()["detail"]


async def test_an_answer_after_the_last_day_is_refused_even_before_the_sweep_comes(matching: Any) -> None:
    proposal = await matching.has_proposed()
    matching.made.passes(days=8)
    late = await matching.answers(proposal, "family")
    assert (late.status_code, late.json()["type"]) == (409, "urn:peerbridge:problem:proposal-expired")


async def test_an_unanswered_proposal_expires_and_its_place_is_free_again(matching: Any) -> None:
    proposal = await matching.has_proposed()
    matching.made.passes(days=7)
    assert await matching.made.sweep("expire proposals") == 0
    matching.made.passes(days=1)
    assert await matching.made.sweep("expire proposals") == 1
    await matching.run()
    assert await matching.made.announced() == [MatchProposalExpired]
    await matching.asks()
    assert await matching.made.announced() == [SupportRequested, MatchProposed]
    late = await matching.answers(proposal, "family")
    assert late.json()["type"] == "urn:peerbridge:problem:proposal-expired"


async def test_an_answer_without_a_place_is_refused_as_taken(matching: Any) -> None:
    proposal = await matching.has_proposed()
    await matching.made.owner("UPDATE hold SET released_at = now() RETURNING 1")
    taken = await matching.answers(proposal, "partner")
    assert (taken.status_code, taken.json()["type"]) == (409, "urn:peerbridge:problem:place-taken")


async def test_nobody_answers_for_the_other_side(matching: Any) -> None:
    proposal = await matching.has_proposed()
    path = f"/v1/proposals/{proposal['proposal']}/answers"
    yes = {"answer": "yes"}
    partner = {"role": PARTNER, "person": proposal["partner"]}
    parent = {"role": PARENT, "person": proposal["parent"]}
    assert (await matching.call("POST", path, {**yes, "side": "family"}, **partner)).status_code == 403
    assert (await matching.call("POST", path, {**yes, "side": "partner"}, **parent)).status_code == 403
    assert (await matching.call("POST", path, {**yes, "side": "partner"}, role=COORDINATOR)).status_code == 403
    assert (await matching.call("POST", path, {**yes, "side": "family"}, role=CASEWORKER)).status_code == 200


async def test_a_person_who_is_not_of_the_pair_does_not_see_the_proposal(matching: Any) -> None:
    proposal = await matching.has_proposed()
    stranger = {**dict(proposal), "partner": proposal["proposal"], "parent": proposal["proposal"]}
    assert (await matching.answers(stranger, "partner")).status_code == 404
    assert (await matching.answers(stranger, "family")).status_code == 404
    other = {"counties": ("19169",), "role": CASEWORKER}
    path = f"/v1/proposals/{proposal['proposal']}/answers"
    assert (await matching.call("POST", path, {"side": "family", "answer": "yes"}, **other)).status_code == 404


@pytest.mark.parametrize("role", [CASEWORKER, COORDINATOR])
async def test_staff_who_say_no_for_a_family_name_a_reason(matching: Any, role: str) -> None:
    proposal = await matching.has_proposed()
    path = f"/v1/proposals/{proposal['proposal']}/answers"
    said = {"side": "family", "answer": "no"}
    for reason in ({}, {"reason": None}):
        refused = await matching.call("POST", path, {**said, **reason}, role=role)
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:peerbridge:problem:reason-missing")
        assert "not_now, not_a_fit, distance, language, other" in refused.json()["detail"]
    assert [row["state"] for row in await matching.proposals()] == ["open"]
    declined = await matching.call("POST", path, {**said, "reason": "not_now"}, role=role)
    assert (declined.json()["state"], declined.json()["reason"]) == ("declined", "not_now")


@pytest.mark.parametrize("side", ["partner", "family"])
async def test_a_parent_or_partner_may_say_no_without_a_reason(matching: Any, side: str) -> None:
    declined = await matching.answers(await matching.has_proposed(), side, "no")
    assert (declined.json()["state"], declined.json()["declined_by"], declined.json()["reason"]) == (
        "declined", side, "other",
    )  # fmt: skip


async def test_where_a_coordinator_confirms_nobody_is_asked_before(matching: Any) -> None:
    await matching.hears(matching.program(confirms=True))
    await matching.has_partner()
    await matching.asks()
    (proposal,) = await matching.proposals()
    await matching.made.announced()
    early = await matching.answers(proposal, "partner")
    assert (proposal["state"], early.json()["type"]) == ("tentative", "urn:peerbridge:problem:awaiting-confirmation")
    assert (await matching.decides(proposal)).json()["state"] == "open"
    assert await matching.made.announced() == [MatchProposed]
    assert (await matching.answers(proposal, "partner")).status_code == 200
    assert (await matching.decides(proposal)).status_code == 409


async def test_a_coordinators_no_is_told_to_nobody_and_stands_for_good(matching: Any) -> None:
    await matching.hears(matching.program(confirms=True))
    await matching.has_partner()
    await matching.asks()
    (proposal,) = await matching.proposals()
    await matching.made.announced()
    await matching.decides(proposal, "no", reason="other_partner")
    await matching.run()
    assert await matching.made.announced() == []
    assert [row["state"] for row in await matching.proposals()] == ["refused"]


async def test_a_tentative_proposal_nobody_confirmed_is_made_anew_without_a_word(matching: Any) -> None:
    await matching.hears(matching.program(confirms=True))
    await matching.has_partner()
    await matching.asks()
    await matching.made.announced()
    matching.made.passes(days=8)
    await matching.made.sweep("expire proposals")
    await matching.run()
    assert [row["state"] for row in await matching.proposals()] == ["expired", "tentative"]
    assert await matching.made.announced() == []


async def test_a_family_is_not_bound_for_ever_to_a_partner_who_never_answers(matching: Any) -> None:
    await matching.hears(matching.program())
    silent = await matching.has_partner(profile={"consent": True, "experiences": ["recovery"]})
    other = await matching.has_partner()
    await matching.asks(needs=["recovery"])
    for _ in range(2):
        (proposal,) = await matching.proposals(state="open")
        await matching.answers(proposal, "family")
        matching.made.passes(days=8)
        await matching.made.sweep("expire proposals")
        await matching.run()
    asked = [row["partner"] for row in await matching.proposals()]
    assert asked == [silent, other]
    matching.made.passes(days=28)
    await matching.run()
    assert [row["partner"] for row in await matching.proposals(state="open")] == [silent]


async def test_a_programme_that_waives_confirmation_lets_nobody_wait_for_it(matching: Any) -> None:
    await matching.hears(matching.program(confirms=True))
    await matching.has_partner()
    await matching.asks()
    assert [row["state"] for row in await matching.proposals()] == ["tentative"]
    await matching.hears(matching.program(confirms=False, version=2))
    await matching.made.sweep()
    await matching.run()
    assert len(await matching.proposals(state="open")) == 1, "still waits for a coordinator whom nobody asks any more"
