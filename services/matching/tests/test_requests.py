"""A family asks: for an open case that recruitment tells the caller of, once at a time."""

from datetime import timedelta
from typing import Any

import pytest

from peerbridge.events.cases import CaseOpened
from peerbridge.events.matches import SupportRequested, SupportWithdrawn
from peerbridge.identity import ATTORNEY, CASEWORKER, COORDINATOR, PARENT, PARTNER, STATE_OFFICER
from peerbridge.ids import uuid7

IOWA = "children-and-families-of-iowa"
POLK, STORY = "19153", "19169"


async def ask(matching: Any, body: dict[str, Any], **who: Any) -> Any:
    return await matching.call("POST", "/v1/requests", body, **who)


@pytest.mark.parametrize("role", [CASEWORKER, ATTORNEY, COORDINATOR])
async def test_staff_ask_for_a_case_matching_has_not_heard_of(matching: Any, role: str) -> None:
    case = matching.knows_case()
    answer = await ask(matching, {"case": str(case), "urgency": 2}, role=role)
    assert answer.status_code == 201
    assert (answer.json()["case"], answer.json()["state"], answer.json()["county"]) == (str(case), "open", POLK)
    assert await matching.made.announced() == [SupportRequested]
    assert matching.recruitment.asked[0].startswith("Bearer ey")


async def test_ids_of_parent_and_family_are_made_here_and_kept_for_the_case(matching: Any) -> None:
    first = await matching.asks()
    await ask_withdrawal(matching, first)
    second = await matching.asks(case=first["case"])
    assert (first["family"], first["parent"]) == (second["family"], second["parent"])
    await ask_withdrawal(matching, second)
    named = await matching.asks(case=first["case"], parent=str(uuid7()))
    assert named["family"] != first["family"]


async def ask_withdrawal(matching: Any, request: dict[str, Any], **who: Any) -> Any:
    path = f"/v1/requests/{request['request']}/withdrawal"
    return await matching.call("POST", path, {"reason": "staff"}, **who)


async def test_a_family_has_one_open_request_at_a_time(matching: Any) -> None:
    request = await matching.asks()
    again = await ask(matching, {"case": request["case"]})
    assert (again.status_code, again.json()["request"]) == (409, request["request"])
    assert again.json()["type"] == "urn:peerbridge:problem:open-request-exists"


async def test_a_family_with_a_partner_does_not_ask_again(matching: Any) -> None:
    match = await matching.has_matched()
    again = await ask(matching, {"case": str(match["case"])})
    assert (again.status_code, again.json()["type"]) == (409, "urn:peerbridge:problem:family-has-partner")


async def test_a_withdrawn_request_ends_once_and_is_announced(matching: Any) -> None:
    request = await matching.asks()
    await matching.made.announced()
    assert (await ask_withdrawal(matching, request)).json()["state"] == "withdrawn"
    assert await matching.made.announced() == [SupportWithdrawn]
    assert (await ask_withdrawal(matching, request)).status_code == 409


async def test_a_case_unknown_or_closed_in_recruitment_is_refused(matching: Any) -> None:
    unknown = await ask(matching, {"case": str(uuid7())})
    assert (unknown.status_code, unknown.json()["type"]) == (404, "urn:peerbridge:problem:case-unknown")
    closed = await ask(matching, {"case": str(matching.knows_case(is_open=False))})
    assert (closed.status_code, closed.json()["type"]) == (409, "urn:peerbridge:problem:case-is-closed")


async def test_recruitment_away_or_broken_is_a_503_and_nothing_is_stored(matching: Any) -> None:
    case = matching.knows_case()
    matching.recruitment.cases[str(case)] = {"unreadable": True}
    assert (await ask(matching, {"case": str(case)})).status_code == 503
    matching.made.runtime.settings = matching.made.runtime.settings.model_copy(
        update={"recruitment_url": "http://127.0.0.1:1"}
    )
    away = await ask(matching, {"case": str(case)})
    assert (away.status_code, away.json()["type"]) == (503, "urn:peerbridge:problem:recruitment-away")
    assert await matching.made.owner("SELECT 1 FROM request") == []


async def test_a_parent_asks_for_themself_only_and_sees_nothing_else(matching: Any) -> None:
    await matching.asks()
    parent = uuid7()
    case = matching.knows_case(parents=[str(parent)])
    me = {"role": PARENT, "person": parent}
    other = await ask(matching, {"case": str(case), "parent": str(uuid7())}, **me)
    assert (other.status_code, other.json()["type"]) == (403, "urn:peerbridge:problem:not-yourself")
    asked = await ask(matching, {"case": str(case)}, **me)
    assert (asked.status_code, asked.json()["parent"]) == (201, str(parent))
    assert len((await matching.call("GET", "/v1/requests", **me)).json()) == 1
    assert (await ask_withdrawal(matching, asked.json(), **me)).json()["reason"] == "family"


async def test_a_parent_may_ask_for_a_case_only_matching_may_show_them(matching: Any) -> None:
    parent, case = uuid7(), uuid7()
    from_topic = {"case": case, "opened_on": "2025-01-01", "case_type": "dependency", "parents": (parent,)}
    await matching.hears(CaseOpened.model_validate(from_topic))
    assert (await ask(matching, {"case": str(case)}, role=PARENT, person=parent)).status_code == 201
    assert (await ask(matching, {"case": str(case)}, role=PARENT, person=uuid7())).status_code == 404


async def test_a_parents_own_request_leads_to_a_proposal(matching: Any) -> None:
    await matching.hears(matching.program())
    await matching.has_partner()
    parent = uuid7()
    await ask(matching, {"case": str(matching.knows_case())}, role=PARENT, person=parent)
    (proposal,) = await matching.proposals()
    assert proposal["parent"] == parent


async def test_one_key_makes_one_request(matching: Any) -> None:
    body = {"case": str(matching.knows_case())}
    first, second = [await ask(matching, body, headers={"Idempotency-Key": "a-form"}) for _ in range(2)]
    assert (first.json(), first.status_code) == (second.json(), second.status_code)
    assert await matching.made.announced() == [SupportRequested]


@pytest.mark.parametrize("role", [PARTNER, STATE_OFFICER])
async def test_roles_that_do_not_ask_are_refused(matching: Any, role: str) -> None:
    person = uuid7() if role == PARTNER else None
    assert (await ask(matching, {"case": str(matching.knows_case())}, role=role, person=person)).status_code == 403


async def test_a_language_nobody_speaks_is_a_fact_and_shown_as_such(matching: Any) -> None:
    await matching.hears(matching.program())
    await matching.has_partner()
    request = await matching.asks(must_languages=["so"])
    told = (await matching.call("GET", f"/v1/requests/{request['request']}/candidates")).json()
    assert (told["possible"], told["why_not"], told["priority"]) == (0, {"language": 1}, 500)
    assert told["unmeetable"] == ["language"]
    (candidate,) = told["candidates"]
    assert candidate["why_not"][0]["words"] == "The partner speaks none of the languages the family must have."


async def test_candidates_come_with_points_and_reasons_best_first(matching: Any) -> None:
    await matching.hears(matching.program())
    plain = await matching.has_partner(capacity=0)
    fitting = await matching.has_partner(profile={"consent": True, "experiences": ["recovery"]})
    request = await matching.asks(needs=["recovery"], avoid=[str(fitting)])
    told = (await matching.call("GET", f"/v1/requests/{request['request']}/candidates", role=COORDINATOR)).json()
    names = {each["partner"]: [rule["rule"] for rule in each["why_not"]] for each in told["candidates"]}
    assert names == {str(plain): ["capacity"], str(fitting): ["conflict"]}
    best = told["candidates"][0]
    assert best["partner"] == str(fitting)
    assert {line["term"]: line["points"] for line in best["points"]}["strong_needs"] == 400


@pytest.mark.parametrize(
    ("rule", "wish"),
    [
        ("need_and_wish", {"needs": ["recovery"], "wishes": ["recovery", "father"]}),
        ("virtual_in_person", {"format": "virtual", "contact_style": "in_person"}),
        ("virtual_in_person", {"format": "virtual", "tasks": ["transport"]}),
        ("request_without_rhythm", {"match_mode": "on_request", "contact_every": "week"}),
    ],
)
async def test_wishes_that_contradict_each_other_are_refused(matching: Any, rule: str, wish: dict[str, Any]) -> None:
    refused = await ask(matching, {"case": str(matching.knows_case()), **wish})
    assert (refused.status_code, refused.json()["errors"][0]["rule"]) == (422, rule)


async def test_people_to_avoid_must_be_known_to_the_caller(matching: Any) -> None:
    there, elsewhere = await matching.has_partner(), await matching.has_partner(STORY)
    unknown = await ask(matching, {"case": str(matching.knows_case()), "avoid": [str(elsewhere)]})
    assert (unknown.status_code, unknown.json()["type"]) == (422, "urn:peerbridge:problem:person-unknown")
    assert str(elsewhere) in unknown.json()["detail"]
    known = await matching.asks(avoid=[str(there)])
    assert known["avoid"] == [str(there)]


async def test_nobody_avoids_the_parent_or_somebody_at_home(matching: Any) -> None:
    partner = str(await matching.has_partner())
    body = {"case": str(matching.knows_case()), "avoid": [partner], "household": [partner]}
    refused = await ask(matching, body)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:peerbridge:problem:not-at-home")


@pytest.mark.parametrize(("days", "status"), [(-1, 422), (0, 201), (30, 201)])
async def test_a_day_in_court_is_today_or_later(matching: Any, days: int, status: int) -> None:
    day = matching.made.clock.now().date() + timedelta(days=days)
    asked = await ask(matching, {"case": str(matching.knows_case()), "court_on": str(day)})
    assert asked.status_code == status
    if status == 422:
        assert asked.json()["type"] == "urn:peerbridge:problem:court-day-passed"


@pytest.mark.parametrize(("wished", "mode"), [(None, "structured"), ("on_request", "on_request")])
async def test_p53_a_match_is_on_request_or_structured_as_the_family_wishes_or_the_programme_works(
    matching: Any, wished: str | None, mode: str
) -> None:
    await matching.hears(matching.program())
    await matching.has_partner()
    await matching.asks(match_mode=wished)
    (proposal,) = await matching.proposals()
    await matching.both_agree(proposal)
    (match,) = (await matching.call("GET", "/v1/matches", role=COORDINATOR)).json()
    assert match["mode"] == mode


async def test_the_parent_named_is_one_of_the_case_where_it_is_known_who_they_are(matching: Any) -> None:
    parent = str(uuid7())
    case = matching.knows_case(parents=[parent])
    stranger = await ask(matching, {"case": str(case), "parent": str(uuid7())})
    assert (stranger.status_code, stranger.json()["type"]) == (422, "urn:peerbridge:problem:parent-not-of-case")
    assert await matching.made.owner("SELECT 1 FROM request") == []
    assert (await ask(matching, {"case": str(case), "parent": parent})).status_code == 201


@pytest.mark.parametrize("language", ["nv", "ps", "fa", "mh", "pl", "hi"])
async def test_a_language_that_few_speak_is_a_fact_like_any_other(matching: Any, language: str) -> None:
    body = {"case": str(matching.knows_case()), "must_languages": [language]}
    answer = await matching.call("POST", "/v1/requests", body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["must_languages"] == [language]


async def test_what_is_no_language_is_told_once(matching: Any) -> None:
    body = {"case": str(matching.knows_case()), "must_languages": ["klingon"]}
    answer = await matching.call("POST", "/v1/requests", body)
    assert answer.status_code == 422
    told = [each["field"] for each in answer.json()["errors"]]
    assert told == ["body.must_languages[0]"], answer.text


async def test_one_parent_has_one_request_whether_staff_name_her_or_not(matching: Any) -> None:
    parent = str(uuid7())
    case = matching.knows_case(parents=[parent])
    await matching.asks(case=case)
    again = await matching.call("POST", "/v1/requests", {"case": str(case), "parent": parent})
    assert again.status_code == 409, "the only parent of the case asks twice, and gets two partners"


async def test_a_request_made_before_the_only_parent_was_known_is_that_parents(matching: Any) -> None:
    case, parent = matching.knows_case(), str(uuid7())
    asked = await matching.asks(case=case)
    matching.recruitment.cases[str(case)]["parents"] = [parent]
    again = await ask(matching, {"case": str(case), "parent": parent})
    assert (again.status_code, again.json()["request"]) == (409, asked["request"])


async def test_a_no_is_kept_when_the_only_parent_of_the_case_is_named_later(matching: Any) -> None:
    await matching.hears(matching.program())
    await matching.has_partner()
    parent = str(uuid7())
    case = matching.knows_case(parents=[parent])
    asked = await matching.asks(case=case)
    (proposal,) = await matching.proposals()
    await matching.answers(proposal, "family", "no")
    await matching.call("POST", f"/v1/requests/{asked['request']}/withdrawal", {"reason": "staff"})
    await matching.asks(case=case, parent=parent)
    assert await matching.proposals(state="open") == []


async def test_candidates_do_not_say_of_the_partner_who_is_proposed_that_there_is_no_place(matching: Any) -> None:
    proposal = await matching.has_proposed()
    told = (await matching.call("GET", f"/v1/requests/{proposal['request']}/candidates")).json()
    assert told["unmeetable"] == [], "the only partner is held for this very family"
    assert told["candidates"][0]["why_not"] == []


async def test_candidates_and_choice_agree_on_a_place_that_nobody_has_seen(matching: Any) -> None:
    await matching.hears(matching.program(confirms=True))
    partner = await matching.has_partner()
    await matching.asks(urgency=2)
    asked = await matching.asks()
    told = (await matching.call("GET", f"/v1/requests/{asked['request']}/candidates", role=COORDINATOR)).json()
    body = {"partner": str(partner), "program": IOWA, "reason": "family_wish"}
    chosen = await matching.call("POST", f"/v1/requests/{asked['request']}/proposals", body, role=COORDINATOR)
    assert (told["possible"] > 0) == (chosen.status_code == 201), (told["possible"], chosen.status_code)


async def test_a_language_nobody_has_is_unmeetable_also_where_no_partner_serves(matching: Any) -> None:
    await matching.hears(matching.program())
    asked = await matching.asks(must_languages=["so"])
    told = (await matching.call("GET", f"/v1/requests/{asked['request']}/candidates")).json()
    assert told["unmeetable"] == ["area", "language"]


async def test_who_was_served_first_and_said_no_was_not_passed_over(matching: Any) -> None:
    await matching.hears(matching.program())
    await matching.has_partner()
    first = await matching.asks()
    matching.made.passes(hours=1)
    await matching.has_partner()
    await matching.asks()
    (proposal,) = [row for row in await matching.proposals() if str(row["request"]) == first["request"]]
    await matching.answers(proposal, "family", "no")
    (waits,) = (await matching.call("GET", f"/v1/waiting?county={POLK}", role=COORDINATOR)).json()
    assert waits["request"] == first["request"]
    assert waits["passed_over"] == 0, "nobody came before it: it had its proposal first"


async def test_a_partner_in_two_programmes_is_one_possible_partner(matching: Any) -> None:
    second = matching.program()
    policy = second.policy.model_copy(update={"program": "second"})
    await matching.hears(matching.program(), second.model_copy(update={"program": "second", "policy": policy}))
    partner = await matching.has_partner()
    await matching.hears(matching.certified(partner, program="second"))
    with matching.nobody_elected():
        asked = await matching.asks()
        (waits,) = (await matching.call("GET", f"/v1/waiting?county={POLK}", role=COORDINATOR)).json()
    assert (waits["request"], waits["possible"]) == (asked["request"], 1)


async def test_a_caseworker_does_not_find_out_from_candidates_what_a_partner_has_lived_through(matching: Any) -> None:
    await matching.hears(matching.program())
    plain = await matching.has_partner()
    lived = await matching.has_partner(profile={"consent": True, "experiences": ["mental_health"]})
    assert (await matching.call("GET", f"/v1/partners/{lived}/profile")).status_code == 403
    asked = await matching.asks(needs=["mental_health"])
    path = f"/v1/requests/{asked['request']}/candidates"
    told = (await matching.call("GET", path)).json()["candidates"]
    assert [(each["partner"], each["total"], each["points"]) for each in told] == [
        (str(plain), None, None),
        (str(lived), None, None),
    ]
    best = (await matching.call("GET", path, role=COORDINATOR)).json()["candidates"][0]
    assert (best["partner"], best["points"][0]["met"]) == (str(lived), 1)


async def test_an_attorney_reads_that_there_is_a_request_and_not_what_the_family_said(matching: Any) -> None:
    await matching.hears(matching.program())
    feared = await matching.has_partner(capacity=0)
    await matching.has_partner()
    said = {"needs": ["recovery"], "avoid": [str(feared)], "household": [], "must_languages": ["en"]}
    asked = await matching.asks(**said)
    (listed,) = (await matching.call("GET", "/v1/requests", role=ATTORNEY)).json()
    one = (await matching.call("GET", f"/v1/requests/{asked['request']}", role=ATTORNEY)).json()
    assert listed == one
    assert (one["request"], one["state"]) == (asked["request"], "open")
    assert [one[name] for name in said] == [[], [], [], []]
    (proposal,) = (await matching.call("GET", "/v1/proposals", role=ATTORNEY)).json()
    assert (proposal["total"], proposal["points"]) == (None, None)
    (mine,) = (await matching.call("GET", "/v1/requests", role=COORDINATOR)).json()
    assert mine["avoid"] == [str(feared)]
