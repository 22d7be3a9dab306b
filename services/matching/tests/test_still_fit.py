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
from peerbridge.events.partners import CertificationRenewed, PartnerSuspended
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


async def across(matching: Any, **wish: Any) -> tuple[Any, Any]:
    """A family in Polk is proposed a partner of Story, who speaks Spanish, under an agreement."""
    await matching.hears(matching.program())
    partner = await matching.has_partner(STORY, profile={"service_counties": [POLK], "languages": ["es"]})
    await matching.asks(county=POLK, **wish)
    (proposal,) = await matching.proposals()
    return partner, proposal


async def test_a_must_have_language_holds_where_the_partners_county_does_not_see_the_request(matching: Any) -> None:
    partner, proposal = await across(matching, must_languages=["es"])
    said = {"county": STORY, "service_counties": [POLK], "languages": ["en"]}
    assert (await matching.gives_profile(partner, **said)).status_code == 200
    for side in ("partner", "family"):
        await matching.answers(proposal, side)
    assert await matching.made.owner('SELECT 1 FROM "match"') == [], "a match that breaks a must-have language"


async def test_a_role_limit_holds_where_it_is_heard_in_the_partners_county(matching: Any) -> None:
    partner, proposal = await across(matching, tasks=["transport"])
    fact = {**matching.certified(partner, counties=(STORY,)).model_dump(), "role_limits": ("no-transport",)}
    await matching.hears(CertificationRenewed.model_validate(fact), county=STORY)
    for side in ("partner", "family"):
        await matching.answers(proposal, side)
    assert await matching.made.owner('SELECT 1 FROM "match"') == [], "a match that breaks a role limit"


async def test_a_suspension_ends_what_was_proposed_to_a_family_that_has_moved(matching: Any) -> None:
    await matching.hears(matching.program())
    await matching.has_partner(POLK, profile={"service_counties": [LINN]})
    await matching.asks(county=POLK)
    (proposal,) = await matching.proposals()
    told = {"case": proposal["case"], "opened_on": "2026-01-06", "case_type": "dependency", "parents": ()}
    await matching.made.hears(matching.made.sealed(CaseReopened.model_validate(told), LINN, [POLK]))
    await matching.run()
    (proposal,) = await matching.proposals(state="open")
    await matching.hears(PartnerSuspended(partner=proposal["partner"], program=IOWA, reason="conduct_review"))
    for side in ("partner", "family"):
        await matching.answers(proposal, side)
    assert await matching.made.owner('SELECT 1 FROM "match"') == [], "matched with a partner who is suspended"


async def test_a_merge_that_makes_two_households_one_ends_the_proposal(matching: Any) -> None:
    await matching.hears(matching.program())
    one, two = uuid7(), uuid7()
    case = matching.knows_case(parents=[str(one), str(two)])
    await matching.asks(case=case, parent=str(one))
    for row in await matching.made.owner("SELECT request FROM request"):
        await matching.call("POST", f"/v1/requests/{row['request']}/withdrawal", {"reason": "staff"})
    await matching.asks(case=case, parent=str(two))
    for row in await matching.made.owner("SELECT request FROM request WHERE state = 'open'"):
        await matching.call("POST", f"/v1/requests/{row['request']}/withdrawal", {"reason": "staff"})
    await matching.has_partner(profile={"household": [str(one)]})
    await matching.asks(household=[str(two)])
    (proposal,) = await matching.proposals(state="open")
    await matching.hears(CandidatesMerged(kept=one, merged=two))
    for side in ("partner", "family"):
        await matching.answers(proposal, side)
    assert await matching.made.owner('SELECT 1 FROM "match"') == [], "both live with the same person"


async def test_no_match_is_made_with_a_partner_whose_leave_has_begun_meanwhile(matching: Any) -> None:
    await matching.hears(matching.program())
    today = matching.made.clock.now().date()
    await matching.has_partner(profile={"leave": {"from": str(today + timedelta(days=2))}})
    await matching.asks()
    (proposal,) = await matching.proposals()
    await matching.answers(proposal, "partner")
    matching.made.passes(days=4)
    await matching.made.sweep()
    await matching.run()
    await matching.answers(proposal, "family")
    assert await matching.made.owner('SELECT 1 FROM "match"') == [], "matched with somebody who is on leave"


async def test_a_programme_that_leaves_a_county_makes_no_match_there(matching: Any) -> None:
    proposal = await matching.has_proposed()
    first = matching.program(version=2)
    served = tuple(each for each in first.policy.counties if each.county != POLK)
    policy = first.policy.model_copy(update={"counties": served})
    await matching.hears(first.model_copy(update={"policy": policy, "counties": tuple(each.county for each in served)}))
    (kept,) = await matching.made.owner("SELECT zones FROM program WHERE version = 2")
    assert POLK not in kept["zones"]
    for side in ("partner", "family"):
        await matching.answers(proposal, side)
    assert await matching.made.owner('SELECT 1 FROM "match"') == [], (
        "a match in a county that the programme does not serve"
    )


async def test_a_renewal_that_ends_earlier_ends_the_days_for_an_answer_too(matching: Any) -> None:
    proposal = await matching.has_proposed()
    today = matching.made.clock.now().date()
    fact = {**matching.certified(proposal["partner"]).model_dump(), "valid_until": today + timedelta(days=2)}
    await matching.hears(CertificationRenewed.model_validate(fact))
    assert (await matching.proposals())[0]["expires_on"] == today + timedelta(days=2)
    await matching.answers(proposal, "partner")
    matching.made.passes(days=4)
    await matching.made.sweep()
    await matching.run()
    await matching.answers(proposal, "family")
    assert await matching.made.owner('SELECT 1 FROM "match"') == [], "matched after the last day of the certification"


async def test_a_programme_that_leaves_a_whole_state_makes_no_match_there(matching: Any) -> None:
    proposal = await matching.has_proposed()
    first = matching.program(version=2)
    elsewhere = first.policy.counties[0].model_copy(update={"county": "31055"})
    policy = first.policy.model_copy(update={"counties": (elsewhere,)})
    await matching.hears(first.model_copy(update={"policy": policy, "counties": ("31055",)}))
    assert [row["state"] for row in await matching.proposals(proposal=proposal["proposal"])] == ["withdrawn"]


async def test_a_partners_last_yes_counts_for_nothing_where_leave_has_begun_and_nobody_has_looked(
    matching: Any,
) -> None:
    await matching.hears(matching.program())
    today = matching.made.clock.now().date()
    await matching.has_partner(profile={"leave": {"from": str(today + timedelta(days=2))}})
    await matching.asks()
    (proposal,) = await matching.proposals()
    await matching.answers(proposal, "family")
    matching.made.passes(days=3)
    with matching.nobody_elected():
        late = await matching.answers(proposal, "partner")
    assert (late.status_code, late.json()["type"]) == (409, f"{PROBLEM}proposal-over")
    assert await matching.made.owner('SELECT 1 FROM "match"') == []
