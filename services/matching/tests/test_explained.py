"""A proposal is tentative until a person has seen it, reminds before it expires, and can be explained whatever changes later."""

import json
from datetime import timedelta
from typing import Any

import pytest

from matching.domain.others import said_of
from matching.domain.solver import MOST_FAMILIES, VERSION, gap
from peerbridge.events.matches import MatchAnswerDue, MatchProposed
from peerbridge.identity import COORDINATOR, PARENT, PARTNER, PROGRAM_ADMIN
from peerbridge.ids import uuid7

POLK, STORY = "19153", "19169"


async def tentative(matching: Any) -> Any:
    """A tentative proposal for the first of two families, who has no special need."""
    await matching.hears(matching.program(confirms=True))
    await matching.has_partner(profile={"languages": ["en", "so"]})
    await matching.asks()
    (proposal,) = await matching.proposals(state="tentative")
    return proposal


async def why_of(matching: Any, proposal: Any, query: str = "", **who: Any) -> Any:
    path = f"/v1/proposals/{proposal['proposal']}/why{query}"
    return await matching.call("GET", path, **{"role": COORDINATOR, **who})


async def test_a_proposal_nobody_has_seen_gives_way_to_a_family_that_comes_first(matching: Any) -> None:
    proposal = await tentative(matching)
    matching.made.passes(days=1)
    urgent = await matching.asks(urgency=2, must_languages=["so"])
    rows = {row["request"]: row["state"] for row in await matching.proposals()}
    assert {str(key): state for key, state in rows.items()} == {
        str(proposal["request"]): "superseded",
        urgent["request"]: "tentative",
    }
    waits = (await matching.call("GET", f"/v1/waiting?county={POLK}", role=COORDINATOR)).json()
    assert [(each["request"], each["passed_over"], each["possible"]) for each in waits] == [
        (str(proposal["request"]), 1, 1)
    ]
    held = await matching.made.owner("SELECT 1 FROM hold WHERE released_at IS NULL")
    assert len(held) == 1
    assert MatchProposed not in await matching.made.announced()


async def test_a_proposal_somebody_has_seen_stands_as_it_is(matching: Any) -> None:
    proposal = await tentative(matching)
    seen = await matching.looks(proposal)
    assert seen.json()["seen_at"] is not None
    await matching.asks(urgency=2, must_languages=["so"])
    assert [row["state"] for row in await matching.proposals()] == ["tentative"]


async def test_choosing_again_leaves_what_is_still_best(matching: Any) -> None:
    proposal = await tentative(matching)
    matching.made.passes(days=1)
    for _ in range(3):
        await matching.run()
    await matching.asks()
    assert [row["proposal"] for row in await matching.proposals()] == [proposal["proposal"]]


async def test_a_second_partner_serves_both_and_the_first_family_may_move(matching: Any) -> None:
    await tentative(matching)
    await matching.asks(must_languages=["so"])
    await matching.has_partner()
    assert len(await matching.proposals(state="tentative")) == 2


@pytest.mark.parametrize(
    "body", [{"answer": "no"}, {"answer": "yes", "reason": "safety"}, {"answer": "no", "reason": "x"}]
)
async def test_an_override_says_why_and_only_an_override(matching: Any, body: dict[str, str]) -> None:
    proposal = await tentative(matching)
    assert (await matching.decides(proposal, **body)).status_code == 422
    done = await matching.decides(proposal, "no", reason="safety")
    assert (done.json()["state"], done.json()["reason"]) == ("refused", "safety")


@pytest.mark.parametrize(("days", "due"), [(4, []), (5, ["family", "partner"]), (7, ["family", "partner"])])
async def test_who_has_not_answered_is_reminded_once_two_days_before_the_last(
    matching: Any, days: int, due: list[str]
) -> None:
    await matching.has_proposed()
    matching.made.passes(days=days)
    for _ in range(2):
        await matching.made.sweep("remind proposals")
    said = [each for each in await matching.made.news() if isinstance(each, MatchAnswerDue)]
    assert sorted(each.side for each in said) == due


async def test_only_the_side_that_is_awaited_is_reminded(matching: Any) -> None:
    proposal = await matching.has_proposed()
    await matching.answers(proposal, "partner")
    matching.made.passes(days=6)
    await matching.made.sweep("remind proposals")
    said = [each for each in await matching.made.news() if isinstance(each, MatchAnswerDue)]
    assert [each.side for each in said] == ["family"]


async def test_why_is_told_from_what_was_kept_when_the_proposal_was_made(matching: Any) -> None:
    await matching.hears(matching.program())
    best = await matching.has_partner(profile={"consent": True, "experiences": ["recovery"]})
    second, away = await matching.has_partner(), await matching.has_partner(profile={"languages": ["vi"]})
    await matching.asks(needs=["recovery"], must_languages=["en"])
    (proposal,) = await matching.proposals()
    assert proposal["partner"] == best
    first = (await why_of(matching, proposal)).json()
    await matching.gives_profile(best, consent=False)
    await matching.gives_profile(second, languages=["so"])
    assert (await why_of(matching, proposal)).json() == first
    assert (first["pool_version"], first["chosen_by"]) == (1, VERSION)
    told = {each["term"]: (each["words"], each["words_es"]) for each in first["points"]}
    assert told["strong_needs"] == (
        "has lived through 1 of the 1 things that matter most to the family",
        "ha vivido 1 de las 1 cosas que más importan a la familia",
    )
    others = {each["partner"]: each for each in first["others"]}
    assert others[str(away)]["rules"] == ["language"]
    assert (
        others[str(second)]["why_not"][0]["words"] == "Possible, with 600 points: 400 fewer than the partner proposed."
    )
    assert "Es posible" in others[str(second)]["why_not"][0]["words_es"]


async def test_why_not_another_partner_can_be_computed_again_from_the_prices_that_were_kept(matching: Any) -> None:
    await matching.hears(matching.program())
    for experiences in (["recovery", "grief"], ["recovery"], ["grief"], []):
        await matching.has_partner(profile={"consent": True, "experiences": experiences})
    await matching.asks(needs=["recovery", "grief"], urgency=1)
    (proposal,) = await matching.proposals()
    told = (await why_of(matching, proposal)).json()
    assert len(told["others"]) == 3
    for each in told["others"]:
        again = gap(int(told["u"]), int(each["pi"]), MOST_FAMILIES, told["priority"], each["total"])
        assert again == each["gap"] > 0
    assert gap(int(told["u"]), int(told["pi"]), MOST_FAMILIES, told["priority"], told["total"]) == 0


async def test_a_partner_whom_another_family_needs_more_is_not_chosen_and_why_says_so(matching: Any) -> None:
    await matching.hears(matching.program(confirms=True))
    both = await matching.has_partner(profile={"languages": ["en", "so"], "consent": True, "experiences": ["recovery"]})
    await matching.has_partner()
    first = await matching.asks(needs=["recovery"])
    await matching.asks(must_languages=["so"])
    stands = {str(row["request"]): row for row in await matching.proposals(state="tentative")}
    assert {row["partner"] == both for request, row in stands.items() if request == first["request"]} == {False}
    why = (await why_of(matching, stands[first["request"]])).json()
    (needed,) = [each for each in why["others"] if each["partner"] == str(both)]
    assert "would leave one family more without anybody" in needed["why_not"][0]["words"]
    assert "dejaría a una familia más sin nadie" in needed["why_not"][0]["words_es"]


@pytest.mark.parametrize(
    ("price", "total", "en", "es"),
    [
        (45, 820, "cost other families at least 45 points", "costaría al menos 45 puntos a otras familias"),
        (999_900, 820, "leave one family more without anybody", "dejaría a una familia más sin nadie"),
        (0, 820, "120 fewer than", "120 menos que"),
        (0, 940, "just as good", "igual de bien"),
        (0, 990, "just as good", "igual de bien"),
    ],
)
def test_the_price_of_a_place_is_told_in_words(price: int, total: int, en: str, es: str) -> None:
    (said,) = said_of({"rules": [], "total": total, "price": price}, 940)
    assert en in said.en
    assert es in said.es


async def test_why_is_for_staff_of_the_county_only(matching: Any) -> None:
    proposal = await matching.has_proposed()
    assert (await why_of(matching, proposal, counties=(STORY,))).status_code == 404
    for role, person in ((PARTNER, proposal["partner"]), (PARENT, proposal["parent"])):
        assert (await why_of(matching, proposal, role=role, person=person)).status_code == 403


async def rematched(matching: Any) -> tuple[Any, Any]:
    """A match that has ended with a hand-over, and the family's next one with another partner."""
    former = await matching.has_matched()
    body = {"reason": "not_a_fit", "rematch": True, "handover": ["court_date", "goals", "goals"]}
    await matching.call("POST", f"/v1/matches/{former['match']}/ending", body, role=COORDINATOR)
    await matching.has_partner()
    (proposal,) = await matching.proposals(state="open")
    await matching.both_agree(proposal)
    (match,) = await matching.made.owner("SELECT * FROM match WHERE state = 'active'")
    return former, match


async def test_a_former_relation_is_closed_to_the_next_partner_until_a_coordinator_opens_it(matching: Any) -> None:
    former, match = await rematched(matching)
    path = f"/v1/matches/{match['match']}/former"
    me = {"role": PARTNER, "person": match["partner"]}
    closed = (await matching.call("GET", path, **me)).json()
    assert (closed["open"], closed["made_at"], closed["handover"]) == (False, None, [])
    body = {"former": str(former["match"]), "reason": "hand_over"}
    assert (await matching.call("POST", path, body, **me)).status_code == 403
    opened = await matching.call("POST", path, body, role=COORDINATOR)
    assert opened.status_code == 200
    seen = (await matching.call("GET", path, **me)).json()
    assert (seen["open"], seen["reason"], seen["handover"]) == (True, "not_a_fit", ["court_date", "goals"])
    assert str(former["partner"]) not in str(seen)
    (row,) = await matching.made.owner("SELECT reason, opened_by FROM former")
    assert (row["reason"], bool(row["opened_by"])) == ("hand_over", True)
    elsewhere = await matching.call("GET", path, role=COORDINATOR, counties=(STORY,))
    assert elsewhere.status_code == 404


async def test_only_an_ended_match_of_the_same_family_is_opened(matching: Any) -> None:
    former, match = await rematched(matching)
    path = f"/v1/matches/{match['match']}/former"
    for other in (match["match"], uuid7()):
        refused = await matching.call("POST", path, {"former": str(other), "reason": "safety"}, role=COORDINATOR)
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:peerbridge:problem:not-former")
    back = f"/v1/matches/{former['match']}/former"
    refused = await matching.call("POST", back, {"former": str(match["match"]), "reason": "safety"}, role=COORDINATOR)
    assert refused.status_code == 422


@pytest.mark.parametrize(("days", "listed"), [(0, []), (3, ["partner_on_leave"]), (5, ["partner_on_leave"]), (6, [])])
async def test_leave_puts_a_running_match_on_the_list_with_what_to_do_and_takes_it_off(
    matching: Any, days: int, listed: list[str]
) -> None:
    match = await matching.has_matched()
    today = matching.made.clock.now().date()
    leave = {"from": str(today + timedelta(days=3)), "until": str(today + timedelta(days=5))}
    await matching.gives_profile(match["partner"], leave=leave)
    for past in range(days + 1):
        await matching.made.sweep("review leave")
        if past < days:
            matching.made.passes(days=1)
    (view,) = (await matching.call("GET", "/v1/matches", role=COORDINATOR)).json()
    assert (view["state"], view["attention"]) == ("active", listed)
    assert [each["code"] for each in view["to_do"]] == listed
    for each in view["to_do"]:
        assert "family" in each["what"]
        assert "familia" in each["what_es"]


async def test_why_not_is_told_of_any_partner_also_of_one_who_was_not_among_the_nearest(matching: Any) -> None:
    await matching.hears(matching.program())
    best = await matching.has_partner(profile={"consent": True, "experiences": ["recovery"]})
    kept, possible, away = [await matching.has_partner() for _ in range(3)]
    await matching.asks(needs=["recovery"], must_languages=["en"])
    (proposal,) = await matching.proposals()
    nearest = [each for each in json.loads(proposal["others"]) if each["partner"] == str(kept)]
    await matching.made.owner("UPDATE proposal SET others = $1::jsonb RETURNING 1", json.dumps(nearest))
    await matching.gives_profile(away, languages=["vi"])
    told = {}
    for partner in (kept, possible, away, best):
        asked = await why_of(matching, proposal, f"?partner={partner}")
        told[partner] = [(each["as_of"], [one["words"] for one in each["why_not"]]) for each in asked.json()["others"]]
        assert all(one["words_es"] for each in asked.json()["others"] for one in each["why_not"])
    further = "Not among the partners nearest to this choice when it was made; as things are now:"
    assert told[kept] == [("proposal", ["Possible, with 600 points: 400 fewer than the partner proposed."])]
    assert told[possible] == [("now", [further, "Possible, with 600 points."])]
    assert told[away] == [("now", [further, "The partner speaks none of the languages the family must have."])]
    assert told[best] == []
    unknown = await why_of(matching, proposal, f"?partner={uuid7()}")
    assert (unknown.status_code, unknown.json()["type"]) == (422, "urn:peerbridge:problem:person-unknown")


async def matched_across(matching: Any) -> Any:
    """A family in Polk has a partner of Story, under an agreement."""
    await matching.hears(matching.program())
    partner = await matching.has_partner(STORY, profile={"service_counties": [POLK]})
    await matching.asks(county=POLK)
    (proposal,) = await matching.proposals()
    await matching.both_agree(proposal)
    return partner


async def agreement_ends(matching: Any) -> None:
    """The state publishes rules without one."""
    body = {"pool": "pool-ia", "state": "IA", "effective_on": "2021-01-01"}
    counties = tuple(matching.policy.zones)
    await matching.call("PUT", "/v1/pools/pool-ia", body, role=PROGRAM_ADMIN, counties=counties)


async def listed(matching: Any) -> Any:
    """Why the match is on a coordinator's list, after the sweep."""
    await matching.made.sweep("review leave")
    return (await matching.made.owner('SELECT attention FROM "match"'))[0]["attention"]


async def test_a_partner_on_leave_is_listed_also_after_the_agreement_has_ended(matching: Any) -> None:
    partner = await matched_across(matching)
    await agreement_ends(matching)
    leave = {"from": str(matching.made.clock.now().date())}
    assert (await matching.gives_profile(partner, county=STORY, leave=leave)).status_code == 200
    assert await listed(matching) == ["partner_on_leave"]


async def test_a_partner_still_on_leave_stays_listed_when_the_agreement_ends(matching: Any) -> None:
    partner = await matched_across(matching)
    leave = {"from": str(matching.made.clock.now().date())}
    said = {"county": STORY, "service_counties": [POLK], "leave": leave}
    assert (await matching.gives_profile(partner, **said)).status_code == 200
    assert await listed(matching) == ["partner_on_leave"]
    await agreement_ends(matching)
    assert await listed(matching) == ["partner_on_leave"]


async def test_points_for_what_nobody_asked_are_not_told_as_nought_of_nought(matching: Any) -> None:
    proposal = await matching.has_proposed()
    told = (await matching.call("GET", f"/v1/proposals/{proposal['proposal']}/why", role=COORDINATOR)).json()
    words = [(line["points"], line["words"]) for line in told["points"]]
    assert [each for each in words if "0 of 0" in each[1] or "0 of the 0" in each[1]] == []


async def test_nobody_is_reminded_in_the_moment_of_being_asked(matching: Any) -> None:
    await matching.hears(matching.program())
    today = matching.made.clock.now().date()
    await matching.has_partner(valid_until=today + timedelta(days=1))
    await matching.asks()
    await matching.made.announced()
    await matching.made.sweep("remind proposals")
    assert await matching.made.announced() == []
