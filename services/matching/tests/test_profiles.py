"""The matching profile.

Given by a coordinator or the partner, before or after certification, kept by matching alone.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from peerbridge.identity import CASEWORKER, COORDINATOR, PARTNER, PROGRAM_ADMIN
from peerbridge.ids import uuid7

POLK, STORY, LINN = "19153", "19169", "19113"


async def give(matching: Any, partner: Any, body: dict[str, Any], **who: Any) -> Any:
    return await matching.call("PUT", f"/v1/partners/{partner}/profile", body, **who)


async def test_a_partner_gives_the_own_profile_and_reads_it_back(matching: Any) -> None:
    proposal = await matching.has_proposed()
    partner, known = proposal["partner"], str(proposal["parent"])
    me = {"role": PARTNER, "person": partner}
    body = {
        "languages": ["en", "es", "en"],
        "leave": {"from": "2026-03-01", "until": "2026-03-08"},
        "consent": True,
        "experiences": ["recovery"],
        "formats": ["virtual"],
        "conflict_people": [known],
    }
    given = await give(matching, partner, body, **me)
    assert (given.status_code, given.json()["languages"]) == (200, ["en", "es"])
    read = (await matching.call("GET", f"/v1/partners/{partner}/profile", **me)).json()
    assert read == given.json()
    assert read["programs"][0]["standing"] == "certified"
    assert read["leave"] == {"begins": "2026-03-01", "until": "2026-03-08"}


async def test_a_partner_narrows_the_own_area_but_does_not_widen_it(matching: Any) -> None:
    partner = await matching.has_partner(profile={"service_counties": [STORY]})
    me = {"role": PARTNER, "person": partner}
    assert (await give(matching, partner, {"service_counties": [STORY]}, **me)).status_code == 200
    wider = await give(matching, partner, {"service_counties": [LINN]}, **me)
    assert (wider.status_code, wider.json()["counties"]) == (409, LINN)


async def test_nobody_gives_or_reads_another_partners_profile(matching: Any) -> None:
    partner = await matching.has_partner()
    stranger = {"role": PARTNER, "person": uuid7()}
    assert (await give(matching, partner, {}, **stranger)).status_code == 404
    assert (await matching.call("GET", f"/v1/partners/{partner}/profile", **stranger)).status_code == 404
    elsewhere = {"role": COORDINATOR, "counties": (STORY,)}
    assert (await give(matching, partner, {"county": STORY}, **elsewhere)).status_code == 404
    assert (await give(matching, partner, {}, role=CASEWORKER)).status_code == 403


async def test_a_profile_before_certification_needs_a_county_only_where_it_is_not_plain(matching: Any) -> None:
    two = {"role": COORDINATOR, "counties": (POLK, STORY)}
    unclear = await give(matching, uuid7(), {}, **two)
    assert (unclear.status_code, unclear.json()["type"]) == (409, "urn:peerbridge:problem:county-unknown")
    assert (await give(matching, uuid7(), {"county": STORY}, **two)).json()["county"] == STORY
    assert (await give(matching, uuid7(), {}, role=COORDINATOR)).json()["county"] == POLK
    assert (await give(matching, uuid7(), {}, role=PARTNER, person=uuid7())).status_code == 404
    assert (await give(matching, uuid7(), {"county": LINN}, **two)).status_code == 403


async def test_a_profile_given_in_one_county_is_found_by_a_certification_in_another(matching: Any) -> None:
    partner = uuid7()
    await matching.gives_profile(partner, county=STORY)
    await matching.hears(matching.program(), matching.certified(partner))
    await matching.asks()
    assert [row["partner"] for row in await matching.proposals()] == [partner]
    (profile,) = await matching.made.owner("SELECT * FROM profile")
    assert (profile["county"], profile["shared_with"]) == (STORY, [POLK])


async def test_traits_without_consent_are_refused(matching: Any) -> None:
    refused = await give(matching, uuid7(), {"experiences": ["recovery"]}, role=COORDINATOR)
    assert (refused.status_code, refused.json()["errors"][0]["rule"]) == (422, "consent_missing")


@pytest.mark.parametrize(("days", "proposed"), [(0, 0), (2, 0), (3, 1)])
async def test_nobody_is_proposed_to_a_family_while_on_leave(matching: Any, days: int, proposed: int) -> None:
    today = matching.made.clock.now().date()
    await matching.hears(matching.program())
    leave = {"from": str(today), "until": str(today + timedelta(days=2))}
    await matching.has_partner(profile={"leave": leave})
    await matching.asks()
    matching.made.passes(days=days)
    await matching.run()
    assert len(await matching.proposals()) == proposed


async def test_people_nobody_knows_are_refused_by_name_and_those_named_before_are_kept(matching: Any) -> None:
    partner, stranger = await matching.has_partner(), str(uuid7())
    for field in ("conflict_people", "household"):
        refused = await give(matching, partner, {field: [stranger]}, role=COORDINATOR)
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:peerbridge:problem:person-unknown")
        assert refused.json()["person"] == stranger


async def test_p60_roles_are_agreed_on_both_sides(matching: Any) -> None:
    await matching.hears(matching.program())
    partner = await matching.has_partner(roles=("one-to-one", "committees"))
    me = {"role": PARTNER, "person": partner}
    unknown = await give(matching, partner, {"roles": ["group"]}, **me)
    assert (unknown.status_code, unknown.json()["roles"]) == (422, "group")
    assert (await give(matching, partner, {"languages": ["en"], "roles": ["committees"]}, **me)).status_code == 200
    await matching.asks()
    assert await matching.proposals() == []
    assert (await give(matching, partner, {"languages": ["en"]}, **me)).json()["roles"] == []
    assert len(await matching.proposals()) == 1


async def test_the_moment_of_consent_is_kept_until_it_is_taken_back(matching: Any) -> None:
    partner = await matching.has_partner(profile={"consent": True, "experiences": ["recovery"]})
    path = f"/v1/partners/{partner}/profile"
    first = (await matching.call("GET", path, role=COORDINATOR)).json()["consented_at"]
    matching.made.passes(days=3)
    again = await give(matching, partner, {"consent": True, "experiences": ["housing"]}, role=COORDINATOR)
    assert first is not None
    assert again.json()["consented_at"] == first
    assert (await give(matching, partner, {}, role=COORDINATOR)).json()["consented_at"] is None


@pytest.mark.parametrize(("kind", "found"), [("systems", 1), ("one_to_one", 2), ("orientation", 0), (None, 2)])
async def test_p60_a_coordinator_finds_partners_by_the_roles_agreed_on(
    matching: Any, kind: str | None, found: int
) -> None:
    await matching.hears(matching.program())
    await matching.has_partner(roles=("one-to-one", "committees"))
    await matching.has_partner(roles=("one-to-one", "committees"), profile={"roles": ["one-to-one"]})
    query = f"?county={POLK}" + (f"&kind={kind}" if kind else "")
    listed = (await matching.call("GET", f"/v1/partners{query}", role=COORDINATOR)).json()
    assert len(listed) == found
    elsewhere = await matching.call("GET", "/v1/partners", role=COORDINATOR, counties=(LINN,))
    assert elsewhere.json() == []


async def test_a_page_has_all_programmes_of_a_partner_and_none_is_empty_before_the_last(matching: Any) -> None:
    await matching.hears(matching.program())
    second = matching.program()
    policy = second.policy.model_copy(update={"program": "second"})
    await matching.hears(second.model_copy(update={"program": "second", "policy": policy}))
    twice = [await matching.has_partner() for _ in range(2)]
    for partner in twice:
        await matching.hears(matching.certified(partner, program="second"))
    for _ in range(3):
        await matching.has_partner(roles=("one-to-one", "committees"), profile={"roles": ["one-to-one"]})
    agrees = await matching.has_partner(roles=("one-to-one", "committees"))
    assert await paged(matching, "limit=1") == sorted([*twice, *twice, *(await everybody(matching))[4:]])
    assert await paged(matching, "limit=1&kind=systems") == [agrees]


async def everybody(matching: Any) -> list[Any]:
    rows = await matching.made.owner("SELECT partner FROM roster ORDER BY partner, program")
    return [row["partner"] for row in rows]


async def paged(matching: Any, query: str) -> list[UUID]:
    """Everybody whom a reader finds who asks for one page after the other until one is empty."""
    found: list[UUID] = []
    while True:
        after = f"&after={found[-1]}" if found else ""
        page = (await matching.call("GET", f"/v1/partners?{query}{after}", role=COORDINATOR)).json()
        if not page:
            return found
        found += [UUID(each["partner"]) for each in page]


@pytest.mark.parametrize("field", ["conflict_people", "household"])
async def test_nobody_is_not_to_be_met_and_at_home_at_once(matching: Any, field: str) -> None:
    proposal = await matching.has_proposed()
    partner, parent = proposal["partner"], str(proposal["parent"])
    both = await give(matching, partner, {"conflict_people": [parent], "household": [parent]}, role=COORDINATOR)
    assert (both.status_code, both.json()["type"]) == (422, "urn:peerbridge:problem:not-at-home")
    oneself = await give(matching, partner, {"conflict_people": [str(partner)]}, role=COORDINATOR)
    assert (oneself.status_code, oneself.json()["type"]) == (422, "urn:peerbridge:problem:not-at-home")
    assert (await give(matching, partner, {field: [parent]}, role=COORDINATOR)).status_code == 200


async def test_only_a_coordinator_takes_somebody_off_the_people_not_to_meet(matching: Any) -> None:
    proposal = await matching.has_proposed()
    partner, parent = proposal["partner"], str(proposal["parent"])
    assert (await give(matching, partner, {"conflict_people": [parent]}, role=COORDINATOR)).status_code == 200
    me = {"role": PARTNER, "person": partner}
    silent: list[dict[str, Any]] = [{}, {"conflict_people": []}]
    for said in silent:
        refused = await give(matching, partner, said, **me)
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:peerbridge:problem:not-to-meet-still")
        assert parent in refused.json()["detail"]
    assert (await give(matching, partner, {"conflict_people": [parent], "languages": ["es"]}, **me)).status_code == 200
    assert (await give(matching, partner, {"may_meet_again": [parent]}, **me)).status_code == 409
    off = await give(matching, partner, {"may_meet_again": [parent]}, role=COORDINATOR)
    assert off.json()["conflict_people"] == []


async def test_a_coordinators_late_page_takes_nobody_off_whom_a_partner_has_named_meanwhile(matching: Any) -> None:
    proposal = await matching.has_proposed()
    partner, parent = proposal["partner"], str(proposal["parent"])
    me = {"role": PARTNER, "person": partner}
    assert (await give(matching, partner, {"conflict_people": [parent]}, **me)).status_code == 200
    late = await give(matching, partner, {}, role=COORDINATOR)
    assert (late.status_code, late.json()["type"]) == (409, "urn:peerbridge:problem:not-to-meet-still")
    (profile,) = await matching.made.owner("SELECT conflict_people FROM profile")
    assert profile["conflict_people"] == [proposal["parent"]]


async def test_free_places_are_no_more_than_the_partner_wishes_for(matching: Any) -> None:
    await matching.hears(matching.program())
    second = matching.program()
    policy = second.policy.model_copy(update={"program": "second"})
    await matching.hears(second.model_copy(update={"program": "second", "policy": policy}))
    partner = await matching.has_partner(profile={"capacity_wish": 1})
    await matching.hears(matching.certified(partner, program="second"))
    await matching.asks()
    assert len(await matching.proposals(state="open")) == 1
    roster = (await matching.call("GET", "/v1/partners", role=COORDINATOR)).json()
    assert sum(each["free"] for each in roster) == 0
    profile = (await matching.call("GET", f"/v1/partners/{partner}/profile", role=COORDINATOR)).json()
    assert sum(each["free"] for each in profile["programs"]) == 0


async def test_a_partner_whose_agreement_has_ended_may_still_enter_leave(matching: Any) -> None:
    await matching.hears(matching.program())
    partner = await matching.has_partner(STORY, profile={"service_counties": [POLK]})
    body = {"pool": "pool-ia", "state": "IA", "effective_on": "2021-01-01"}
    await matching.call("PUT", "/v1/pools/pool-ia", body, role=PROGRAM_ADMIN, counties=tuple(matching.policy.zones))
    me = {"role": "partner", "person": partner}
    own = (await matching.call("GET", f"/v1/partners/{partner}/profile", **me)).json()
    said = {name: own[name] for name in ("languages", "service_counties")}
    said["leave"] = {"from": str(matching.made.clock.now().date())}
    told = await matching.call("PUT", f"/v1/partners/{partner}/profile", said, **me)
    assert told.status_code == 200, told.text


async def test_a_match_whose_partner_names_the_parent_as_not_to_meet_is_listed(matching: Any) -> None:
    match = await matching.has_matched()
    said = {"conflict_people": [str(match["parent"])]}
    assert (await matching.gives_profile(match["partner"], **said)).status_code == 200
    (row,) = await matching.made.owner('SELECT state, attention FROM "match"')
    assert (row["state"], row["attention"]) == ("active", ["not_to_meet"])
    assert (await matching.gives_profile(match["partner"], may_meet_again=said["conflict_people"])).status_code == 200
    assert (await matching.made.owner('SELECT attention FROM "match"'))[0]["attention"] == []
