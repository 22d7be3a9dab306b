"""Hard constraints hold until the match exists: what comes between two who were proposed ends the proposal, whoever said yes to it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from peerbridge import erasure
from peerbridge.events.candidates import CandidatesMerged
from peerbridge.events.cases import CaseReopened
from peerbridge.events.matches import MatchProposalExpired
from peerbridge.events.partners import CertificationRenewed
from peerbridge.identity import COORDINATOR, PARTNER, PROGRAM_ADMIN
from peerbridge.ids import uuid7

POLK, STORY, LINN = "19153", "19169", "19113"
IOWA = "children-and-families-of-iowa"
PROBLEM = "urn:peerbridge:problem:"
Change = Callable[[Any, Any], Awaitable[None]]


async def profile(matching: Any, proposal: Any, **said: Any) -> None:
    assert (await matching.gives_profile(proposal["partner"], **said)).status_code == 200


async def names_the_parent(matching: Any, proposal: Any) -> None:
    await profile(matching, proposal, conflict_people=[str(proposal["parent"])])


async def names_the_parent_herself(matching: Any, proposal: Any) -> None:
    body = {"languages": ["en"], "conflict_people": [str(proposal["parent"])]}
    path = f"/v1/partners/{proposal['partner']}/profile"
    await matching.call("PUT", path, body, role=PARTNER, person=proposal["partner"])


async def lives_with_the_parent(matching: Any, proposal: Any) -> None:
    await profile(matching, proposal, household=[str(proposal["parent"])])


async def does_not_speak_it(matching: Any, proposal: Any) -> None:
    await profile(matching, proposal, languages=["en"])


async def leaves_the_own_county(matching: Any, proposal: Any) -> None:
    await profile(matching, proposal, languages=["es"], refuses_own_county=True)


async def goes_on_leave(matching: Any, proposal: Any) -> None:
    today = str(matching.made.clock.now().date())
    await profile(matching, proposal, languages=["es"], leave={"from": today})


async def may_not_transport(matching: Any, proposal: Any) -> None:
    await renewed(matching, proposal, role_limits=("no-transport",))


async def has_another_role(matching: Any, proposal: Any) -> None:
    await renewed(matching, proposal, roles=("committees",))


async def renewed(matching: Any, proposal: Any, **given: Any) -> None:
    fact = {**matching.certified(proposal["partner"]).model_dump(), **given}
    await matching.hears(CertificationRenewed.model_validate(fact))


async def is_a_parent_of_the_case(matching: Any, proposal: Any) -> None:
    await reopened(matching, proposal, POLK, parents=(proposal["partner"],))


async def moves_away(matching: Any, proposal: Any) -> None:
    await reopened(matching, proposal, LINN)


async def reopened(matching: Any, proposal: Any, county: str, **said: Any) -> None:
    told = {"case": proposal["case"], "opened_on": "2026-01-06", "case_type": "dependency", "parents": (), **said}
    await matching.made.hears(matching.made.sealed(CaseReopened.model_validate(told), county, [POLK]))


async def turns_out_to_be_the_parent(matching: Any, proposal: Any) -> None:
    await matching.hears(CandidatesMerged(kept=proposal["partner"], merged=proposal["parent"]))


CHANGES: list[Change] = [
    names_the_parent, names_the_parent_herself, lives_with_the_parent, does_not_speak_it, leaves_the_own_county, goes_on_leave,
    may_not_transport, has_another_role, is_a_parent_of_the_case, moves_away, turns_out_to_be_the_parent,
]  # fmt: skip


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "SETTLE_SECONDS", 0.0)


@pytest.mark.parametrize("change", CHANGES)
async def test_what_comes_between_two_who_were_asked_ends_the_proposal_even_after_a_yes(
    matching: Any, change: Change
) -> None:
    await matching.hears(matching.program())
    await matching.has_partner(profile={"languages": ["es"]})
    await matching.asks(must_languages=["es"], tasks=["transport"])
    (proposal,) = await matching.proposals()
    assert (await matching.answers(proposal, "partner")).status_code == 200
    await matching.made.announced()
    await change(matching, proposal)
    assert MatchProposalExpired in await matching.made.announced()
    (row,) = await matching.proposals(proposal=proposal["proposal"])
    assert row["state"] == "withdrawn"
    late = await matching.answers(row, "family")
    assert (late.status_code, late.json()["type"]) == (409, f"{PROBLEM}proposal-over")
    assert await matching.made.owner("SELECT 1 FROM hold WHERE released_at IS NULL") == []


async def test_a_change_that_forbids_nothing_leaves_the_proposal(matching: Any) -> None:
    proposal = await matching.has_proposed()
    await profile(matching, proposal, capacity_wish=0)
    await renewed(matching, proposal)
    await reopened(matching, proposal, POLK, parents=(proposal["parent"],))
    assert [row["state"] for row in await matching.proposals()] == ["open"]


async def test_an_agreement_that_is_given_up_ends_what_was_proposed_under_it(matching: Any) -> None:
    await matching.hears(matching.program())
    await matching.has_partner(STORY, profile={"service_counties": [POLK]})
    await matching.asks(county=POLK)
    (proposal,) = await matching.proposals()
    body = {"pool": "pool-ia", "state": "IA", "effective_on": "2021-01-01"}
    counties = tuple(matching.policy.zones)
    await matching.call("PUT", "/v1/pools/pool-ia", body, role=PROGRAM_ADMIN, counties=counties)
    (row,) = await matching.proposals(proposal=proposal["proposal"])
    assert row["state"] == "withdrawn"


async def test_who_is_not_to_be_met_is_known_also_where_the_familys_wishes_are_not_seen(matching: Any) -> None:
    await matching.hears(matching.program())
    partner = await matching.has_partner(STORY, profile={"service_counties": [POLK]})
    await matching.asks(county=POLK)
    (proposal,) = await matching.proposals()
    said = {"county": STORY, "service_counties": [POLK], "conflict_people": [str(proposal["parent"])]}
    assert (await matching.gives_profile(partner, **said)).status_code == 200
    assert [row["state"] for row in await matching.proposals()] == ["withdrawn"]


async def seen(matching: Any, **certified: Any) -> tuple[Any, str]:
    """A tentative proposal that a coordinator has in hand, and its address."""
    await matching.hears(matching.program(confirms=True))
    await matching.has_partner(**certified)
    await matching.asks()
    (proposal,) = await matching.proposals()
    path = f"/v1/proposals/{proposal['proposal']}"
    assert (await matching.call("POST", f"{path}/viewing", role=COORDINATOR)).status_code == 200
    return proposal, path


async def test_what_a_coordinator_has_in_hand_is_not_confirmed_once_the_certification_is_over(matching: Any) -> None:
    today = matching.made.clock.now().date()
    _, path = await seen(matching, valid_until=today + timedelta(days=3))
    matching.made.passes(days=4)
    refused = await matching.call("POST", f"{path}/confirmation", {"answer": "yes"}, role=COORDINATOR)
    assert (refused.status_code, refused.json()["why_not"][0]["rule"]) == (409, "lapsed")
    assert refused.json()["type"] == f"{PROBLEM}pair-breaks-rules"


async def test_what_a_coordinator_has_in_hand_ends_when_the_partner_names_the_parent(matching: Any) -> None:
    proposal, path = await seen(matching)
    await names_the_parent(matching, proposal)
    refused = await matching.call("POST", f"{path}/confirmation", {"answer": "yes"}, role=COORDINATOR)
    assert (refused.status_code, refused.json()["type"]) == (409, f"{PROBLEM}already-confirmed")


@pytest.mark.parametrize("confirms", [False, True])
async def test_nobody_is_asked_beyond_the_last_day_of_the_certification(matching: Any, *, confirms: bool) -> None:
    today = matching.made.clock.now().date()
    await matching.hears(matching.program(confirms=confirms))
    await matching.has_partner(valid_until=today + timedelta(days=3))
    await matching.asks()
    (proposal,) = await matching.proposals()
    if confirms:
        path = f"/v1/proposals/{proposal['proposal']}/confirmation"
        await matching.call("POST", path, {"answer": "yes"}, role=COORDINATOR)
    (proposal,) = await matching.proposals(state="open")
    assert proposal["expires_on"] == today + timedelta(days=3)
    assert (await matching.answers(proposal, "partner")).status_code == 200
    matching.made.passes(days=4)
    late = await matching.answers(proposal, "family")
    assert (late.status_code, late.json()["type"]) == (409, f"{PROBLEM}proposal-expired")
    assert await matching.made.owner('SELECT 1 FROM "match"') == []


async def test_two_ids_of_one_parent_have_one_wish(matching: Any) -> None:
    await matching.hears(matching.program())
    mine, other = uuid7(), uuid7()
    case = matching.knows_case(parents=[str(mine), str(other)])
    first = await matching.asks(case=case, parent=str(mine))
    second = await matching.asks(case=case, parent=str(other))
    await matching.hears(CandidatesMerged(kept=mine, merged=other))
    states = {row["request"]: row["state"] for row in await matching.made.owner("SELECT request, state FROM request")}
    assert states == {UUID(first["request"]): "open", UUID(second["request"]): "withdrawn"}
