"""The roster: who may take a family, and what becomes of families when that changes."""

from datetime import timedelta
from typing import Any

import pytest

from peerbridge.events.base import Event
from peerbridge.events.matches import MatchProposalExpired, MatchProposed, SupportRequested
from peerbridge.events.partners import (
    CertificationLapsed,
    CertificationRenewed,
    PartnerLeft,
    PartnerReinstated,
    PartnerSuspended,
)
from peerbridge.identity import COORDINATOR

POLK, STORY, LINN = "19153", "19169", "19113"
IOWA = "children-and-families-of-iowa"


def closing(matching: Any, name: str, partner: Any) -> Event:
    about = {"partner": partner, "program": IOWA}
    today = matching.made.clock.now().date()
    facts: dict[str, Event] = {
        "certification_lapsed": CertificationLapsed(**about, lapsed_on=today),
        "partner_suspended": PartnerSuspended(**about, reason="conduct_review"),
        "partner_left": PartnerLeft(**about),
    }
    return facts[name]


CLOSING = ["certification_lapsed", "partner_suspended", "partner_left"]


@pytest.mark.parametrize("reason", CLOSING)
async def test_a_running_match_of_a_partner_who_may_not_go_on_is_listed_and_not_ended(
    matching: Any, reason: str
) -> None:
    match = await matching.has_matched()
    await matching.hears(closing(matching, reason, match["partner"]))
    listed = (await matching.call("GET", "/v1/matches?attention=true", role="coordinator")).json()
    assert [(each["state"], each["attention"]) for each in listed] == [("active", [reason])]
    assert await matching.made.announced() == []


@pytest.mark.parametrize("reason", CLOSING)
async def test_an_open_proposal_of_such_a_partner_is_over_and_nobody_new_is_proposed(
    matching: Any, reason: str
) -> None:
    proposal = await matching.has_proposed()
    await matching.hears(closing(matching, reason, proposal["partner"]))
    await matching.run()
    assert await matching.made.announced() == [MatchProposalExpired]
    over = await matching.answers(proposal, "partner")
    assert (over.status_code, over.json()["type"]) == (409, "urn:peerbridge:problem:proposal-over")


async def test_a_reinstated_partner_is_off_the_list_and_gets_families_again(matching: Any) -> None:
    match = await matching.has_matched()
    await matching.hears(closing(matching, "partner_suspended", match["partner"]))
    await matching.hears(PartnerReinstated(partner=match["partner"], program=IOWA))
    assert (await matching.call("GET", "/v1/matches?attention=true", role="coordinator")).json() == []


async def test_a_renewal_extends_the_certification_and_takes_the_match_off_the_list(matching: Any) -> None:
    match = await matching.has_matched()
    await matching.hears(closing(matching, "certification_lapsed", match["partner"]))
    renewed = matching.certified(match["partner"]).model_dump()
    await matching.hears(CertificationRenewed.model_validate({**renewed, "capacity": 2}))
    assert (await matching.call("GET", "/v1/matches?attention=true", role="coordinator")).json() == []
    await matching.asks()
    assert await matching.made.announced() == [SupportRequested, MatchProposed]


async def test_nobody_is_proposed_before_the_first_or_after_the_last_day_of_a_certification(matching: Any) -> None:
    await matching.hears(matching.program())
    today = matching.made.clock.now().date()
    await matching.has_partner(valid_from=today + timedelta(days=2), valid_until=today + timedelta(days=3))
    await matching.asks()
    assert await matching.proposals() == []
    matching.made.passes(days=2)
    await matching.run()
    assert len(await matching.proposals()) == 1
    matching.made.passes(days=2)
    await matching.asks()
    await matching.run()
    assert len(await matching.proposals()) == 1


async def test_a_partner_holds_as_many_families_as_places_and_no_more(matching: Any) -> None:
    await matching.hears(matching.program())
    await matching.has_partner(capacity=2)
    for _ in range(3):
        await matching.asks()
    assert [row["state"] for row in await matching.proposals()] == ["open", "open"]
    assert sorted(row["slot"] for row in await matching.made.owner("SELECT slot FROM hold")) == [1, 2]


async def test_the_partners_own_wish_goes_below_the_capacity_of_the_programme(matching: Any) -> None:
    await matching.hears(matching.program())
    partner = await matching.has_partner(capacity=3, profile={"capacity_wish": 1})
    for _ in range(2):
        await matching.asks()
    assert len(await matching.proposals()) == 1
    await matching.gives_profile(partner, capacity_wish=2)
    assert len(await matching.proposals()) == 2


async def test_a_partner_in_two_programmes_has_places_in_each_and_one_wish_over_both(matching: Any) -> None:
    await matching.hears(matching.program())
    second = matching.program()
    policy = second.policy.model_copy(update={"program": "second"})
    await matching.hears(second.model_copy(update={"program": "second", "policy": policy}))
    partner = await matching.has_partner(profile={"capacity_wish": 1})
    await matching.hears(matching.certified(partner, program="second"), county="19169")
    for _ in range(2):
        await matching.asks()
    assert len(await matching.proposals()) == 1
    await matching.gives_profile(partner, capacity_wish=5)
    assert sorted(row["program"] for row in await matching.proposals()) == [IOWA, "second"]


async def test_a_partner_who_moves_to_another_county_is_seen_there_with_the_running_match(matching: Any) -> None:
    match = await matching.has_matched()
    fact = {**matching.certified(match["partner"], counties=(POLK, STORY)).model_dump()}
    await matching.hears(CertificationRenewed.model_validate(fact), county=STORY)
    seen = (await matching.call("GET", "/v1/matches", role=COORDINATOR, counties=(STORY,))).json()
    assert [each["match"] for each in seen] == [str(match["match"])]


async def test_a_partner_who_moved_serves_under_the_agreements_of_the_new_county(matching: Any) -> None:
    await matching.hears(matching.program())
    partner = await matching.has_partner(POLK)
    await matching.hears(matching.certified(partner, counties=(LINN,)), county=LINN)
    await matching.agrees(LINN, STORY, version=2)
    said = {"languages": ["en"], "county": LINN, "service_counties": [STORY]}
    told = await matching.call("PUT", f"/v1/partners/{partner}/profile", said, role=COORDINATOR, counties=(LINN,))
    assert (told.status_code, told.json().get("county")) == (200, LINN), told.text


async def test_the_own_county_is_left_out_in_every_programme(matching: Any) -> None:
    await matching.hears(matching.program())
    second = matching.program()
    policy = second.policy.model_copy(update={"program": "second"})
    await matching.hears(second.model_copy(update={"program": "second", "policy": policy}))
    partner = await matching.has_partner(POLK, profile={"refuses_own_county": True})
    await matching.hears(matching.certified(partner, program="second", counties=(POLK, STORY)), county=STORY)
    await matching.asks(county=POLK)
    assert await matching.proposals() == [], "she lives in Polk, and asked not to serve it"
