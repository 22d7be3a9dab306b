"""Counties see what is theirs, and what is shared under an agreement; persons see what is about themselves."""

from typing import Any

from matching.storage.tables import Base
from peerbridge.identity import COORDINATOR, PARENT, PARTNER
from peerbridge.ids import uuid7

POLK, STORY, LINN = "19153", "19169", "19113"
IDS_ONLY = {"program", "partner_county", "pool", "pool_change", "waiting"}


async def cross_county_proposal(matching: Any) -> Any:
    """A family in Polk, a partner in Story who serves Polk under an agreement."""
    await matching.hears(matching.program())
    await matching.has_partner(STORY, profile={"service_counties": [POLK]})
    await matching.asks(county=POLK)
    (proposal,) = await matching.proposals()
    return proposal


async def test_a_partner_of_another_county_serves_a_family_under_an_agreement(matching: Any) -> None:
    proposal = await cross_county_proposal(matching)
    assert (proposal["county"], proposal["shared_with"]) == (POLK, [STORY])
    for side in ("family", "partner"):
        assert (await matching.answers(proposal, side)).status_code == 200
    created = (await matching.made.news())[-1]
    assert (created.about.type, created.about.county, created.about.shared_with) == (
        "peerbridge.MatchCreated.v1", POLK, (STORY,),
    )  # fmt: skip


async def test_without_an_agreement_a_partner_of_another_county_is_not_even_seen(matching: Any) -> None:
    await matching.hears(matching.program())
    await matching.has_partner(STORY)
    request = await matching.asks(county=POLK)
    assert await matching.proposals() == []
    told = await matching.call("GET", f"/v1/requests/{request['request']}/candidates")
    assert (told.json()["possible"], told.json()["candidates"]) == (0, [])


async def test_both_counties_see_a_shared_match_and_no_third_one(matching: Any) -> None:
    proposal = await cross_county_proposal(matching)
    for side in ("family", "partner"):
        await matching.answers(proposal, side)
    seen = {}
    for county in (POLK, STORY, LINN):
        who = {"role": COORDINATOR, "counties": (county,)}
        lists = [await matching.call("GET", f"/v1/{name}", **who) for name in ("requests", "proposals", "matches")]
        seen[county] = [len(each.json()) for each in lists]
    assert seen == {POLK: [1, 1, 1], STORY: [0, 1, 1], LINN: [0, 0, 0]}


async def test_an_ending_in_the_partners_county_frees_the_place_for_the_familys(matching: Any) -> None:
    proposal = await cross_county_proposal(matching)
    for side in ("family", "partner"):
        await matching.answers(proposal, side)
    (match,) = await matching.made.owner("SELECT match FROM match")
    await matching.asks(county=POLK)
    ending = f"/v1/matches/{match['match']}/ending"
    ended = await matching.call("POST", ending, {"reason": "staff"}, role=COORDINATOR, counties=(STORY,))
    assert ended.status_code == 200
    assert len(await matching.proposals(state="open")) == 1


async def test_lists_are_filtered_by_county_also_where_more_is_visible(matching: Any) -> None:
    await matching.asks(county=POLK)
    await matching.asks(county=STORY)
    both = {"role": COORDINATOR, "counties": (POLK, STORY)}
    assert len((await matching.call("GET", "/v1/requests", **both)).json()) == 2
    only = (await matching.call("GET", f"/v1/requests?county={STORY}", **both)).json()
    assert [each["county"] for each in only] == [STORY]


async def test_no_row_leaks_where_a_query_forgets_its_where(matching: Any) -> None:
    proposal = await cross_county_proposal(matching)
    await matching.answers(proposal, "partner")
    await matching.answers(proposal, "family")
    for table in sorted(set(Base.metadata.tables) - IDS_ONLY):
        assert await matching.made.rows(f'SELECT * FROM "{table}"', counties=[LINN]) == [], table
        assert await matching.made.rows(f'SELECT * FROM "{table}"') == [], table


async def test_a_person_sees_only_rows_about_themselves_and_no_points(matching: Any) -> None:
    proposal = await cross_county_proposal(matching)
    for role, person in ((PARTNER, proposal["partner"]), (PARENT, proposal["parent"])):
        (own,) = (await matching.call("GET", "/v1/proposals", role=role, person=person)).json()
        assert (own["proposal"], own["points"], own["total"]) == (str(proposal["proposal"]), None, None)
        assert (await matching.call("GET", "/v1/proposals", role=role, person=uuid7())).json() == []
    (staff,) = (await matching.call("GET", "/v1/proposals", role=COORDINATOR)).json()
    assert staff["total"] == sum(line["points"] for line in staff["points"]) == 920


async def test_reads_and_commands_leave_audit_rows(matching: Any) -> None:
    await matching.asks()
    await matching.call("GET", "/v1/requests?county=19153")
    rows = await matching.made.owner("SELECT action, what, county FROM audit WHERE action <> 'job' ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("command", "POST /v1/requests", POLK),
        ("read", "requests", POLK),
    ]


async def test_why_tells_a_neighbour_nothing_of_partners_that_are_not_shared_with_it(matching: Any) -> None:
    await matching.hears(matching.program())
    hidden = await matching.has_partner(POLK)
    await matching.has_partner(STORY, profile={"service_counties": [POLK]})
    await matching.asks(county=POLK, avoid=[str(hidden)])
    (proposal,) = await matching.proposals()
    assert (
        await matching.call("GET", f"/v1/partners/{hidden}/profile", role=COORDINATOR, counties=(STORY,))
    ).status_code == 404
    told = await matching.call("GET", f"/v1/proposals/{proposal['proposal']}/why", role=COORDINATOR, counties=(STORY,))
    assert str(hidden) not in told.text, told.json()["others"]
