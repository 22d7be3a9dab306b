"""A coordinator proposes a pair of their own choice: beside the rules' points, never beside a hard constraint."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from matching.domain.by_hand import BECAUSE, to_displace
from matching.domain.constraint_words import RULES
from matching.domain.constraints import CONSTRAINTS
from matching.domain.proposals import Proposal
from matching.domain.solver import VERSION
from peerbridge.events.matches import MatchCreated, MatchProposed
from peerbridge.events.measures import FairnessMeasured
from peerbridge.events.partners import CertificationLapsed, PartnerLeft, PartnerSuspended
from peerbridge.identity import CASEWORKER, COORDINATOR, PARENT, PARTNER, SUPERVISOR
from peerbridge.ids import uuid7

POLK, STORY, LINN = "19153", "19169", "19113"
IOWA = "children-and-families-of-iowa"
PROBLEM = "urn:peerbridge:problem:"


async def choose(matching: Any, request: Any, partner: Any, **said: Any) -> Any:
    """A coordinator chooses; `who`: how they ask."""
    who = {"role": COORDINATOR, **said.pop("who", {})}
    body = {"partner": str(partner), "program": IOWA, "reason": "family_wish", **said}
    request = request["request"] if isinstance(request, dict) else request
    return await matching.call("POST", f"/v1/requests/{request}/proposals", body, **who)


async def starts(matching: Any, *, confirms: bool = True) -> None:
    """The programme is published; a coordinator confirms what the rules choose."""
    await matching.hears(matching.program(confirms=confirms))


async def stands(matching: Any, partner: Any) -> list[tuple[str, str]]:
    """The partner's proposals that are not over: state and who chose them."""
    active = [
        row for row in await matching.proposals(partner=UUID(str(partner))) if row["state"] in ("tentative", "open")
    ]
    return [(row["state"], row["chosen_by"]) for row in active]


async def holds(matching: Any) -> set[tuple[UUID, UUID]]:
    """Request and partner of every place held."""
    rows = await matching.made.owner("SELECT request, partner FROM hold WHERE released_at IS NULL")
    return {(row["request"], row["partner"]) for row in rows}


async def two_partners(matching: Any) -> tuple[UUID, UUID, dict[str, Any]]:
    """The partner whom the rules take for a request, another with fewer points, and the request."""
    await starts(matching)
    best = await matching.has_partner(profile={"consent": True, "experiences": ["recovery"]})
    other = await matching.has_partner()
    asked = await matching.asks(needs=["recovery"])
    assert await stands(matching, best) == [("tentative", VERSION)]
    return best, other, asked


async def test_the_partner_whom_a_coordinator_chooses_is_proposed_and_both_sides_are_asked(matching: Any) -> None:
    best, other, asked = await two_partners(matching)
    await matching.made.announced()
    chosen = await choose(matching, asked, other)
    view = chosen.json()
    assert (chosen.status_code, view["state"], view["partner"]) == (201, "open", str(other))
    assert (view["chosen_by"], view["chosen_because"]) == ("coordinator", "family_wish")
    assert view["seen_at"] is not None
    (superseded,) = await matching.proposals(partner=best)
    assert (superseded["state"], superseded["declined_by"]) == ("superseded", None)
    assert await holds(matching) == {(UUID(asked["request"]), other)}
    assert await matching.made.announced() == [MatchProposed]
    (proposal,) = await matching.proposals(partner=other)
    await matching.both_agree(proposal)
    assert MatchCreated in await matching.made.announced()


async def test_why_says_in_both_languages_that_a_coordinator_chose_and_why(matching: Any) -> None:
    best, other, asked = await two_partners(matching)
    equal = await matching.has_partner()
    less = await matching.has_partner(STORY, profile={"service_counties": [POLK]})
    away = await matching.has_partner(profile={"languages": ["en"], "refuses_own_county": True})
    proposal = (await choose(matching, asked, other, reason="known_fit")).json()["proposal"]
    told = (await matching.call("GET", f"/v1/proposals/{proposal}/why", role=SUPERVISOR)).json()
    assert (told["chosen_by"], told["chosen_because"], told["pool_version"]) == ("coordinator", "known_fit", 1)
    assert told["chosen"]["words"].startswith("A coordinator chose this pair because")
    assert told["chosen"]["words_es"].startswith("La coordinación eligió esta pareja porque")
    assert sum(line["points"] for line in told["points"]) == told["total"]
    others = {each["partner"]: each["why_not"][0]["words"] for each in told["others"]}
    assert others[str(best)].endswith("points: 400 more than the partner whom the coordinator chose.")
    assert others[str(less)].endswith("fewer than the partner whom the coordinator chose.")
    assert others[str(away)] == RULES["own_county"].en
    assert others[str(equal)].endswith("points: as many as the partner whom the coordinator chose.")


async def test_why_of_a_pair_that_the_rules_chose_says_so(matching: Any) -> None:
    proposal = await matching.has_proposed()
    told = (await matching.call("GET", f"/v1/proposals/{proposal['proposal']}/why", role=COORDINATOR)).json()
    assert (told["chosen_because"], told["chosen"]["words"]) == (
        None, "This pair was chosen by the published rules of the state's pool.",
    )  # fmt: skip


async def test_a_coordinators_reason_is_shown_to_staff_only(matching: Any) -> None:
    _, other, asked = await two_partners(matching)
    (await choose(matching, asked, other, reason="safety")).raise_for_status()
    (row,) = await matching.proposals(partner=other)
    views = [
        (await matching.call("GET", "/v1/proposals?state=open", role=role, person=row[name])).json()[0]
        for role, name in ((PARTNER, "partner"), (PARENT, "parent"))
    ]
    assert [each["chosen_because"] for each in views] == [None, None]
    (staff,) = (await matching.call("GET", "/v1/proposals?state=open", role=CASEWORKER)).json()
    assert staff["chosen_because"] == "safety"


async def test_choices_are_counted_among_the_overrides_beside_the_noes(matching: Any) -> None:
    await matching.tells_from(2)
    _, other, asked = await two_partners(matching)
    await choose(matching, asked, other, reason="safety")
    refused = await matching.asks()
    (proposal,) = [
        row for row in await matching.proposals(state="tentative") if str(row["request"]) == refused["request"]
    ]
    await matching.decides(proposal, "no", reason="safety")
    last = await matching.asks()
    third = await matching.has_partner()
    await choose(matching, last, third, reason="partner_wish")
    told = (await matching.call("GET", "/v1/fairness", role=COORDINATOR)).json()
    assert told["overrides"] == {"safety": 2, "partner_wish": 1}
    await matching.made.rest()
    figures = [
        each for each in await matching.made.news() if isinstance(each, FairnessMeasured) and each.county == POLK
    ]
    assert [each.overrides for each in figures] == [3]


Setup = Callable[[Any], Awaitable[tuple[Any, Any]]]


def profile_of(**profile: Any) -> Setup:
    """A partner with this profile, and a family without wishes."""

    async def made(matching: Any) -> tuple[Any, Any]:
        return await matching.asks(), await matching.has_partner(profile=profile)

    return made


def certified(**given: Any) -> Setup:
    """A partner certified like this, and a family without wishes."""

    async def made(matching: Any) -> tuple[Any, Any]:
        return await matching.asks(), await matching.has_partner(**given)

    return made


def asking(name: str = "", **wish: Any) -> Setup:
    """A plain partner, named in this field of the request."""

    async def made(matching: Any) -> tuple[Any, Any]:
        partner = await matching.has_partner(role_limits=("no-transport",))
        return await matching.asks(**wish, **({name: [str(partner)]} if name else {})), partner

    return made


def heard(fact: Callable[[Any, UUID], Any]) -> Setup:
    """A partner of whom a fact was heard."""

    async def made(matching: Any) -> tuple[Any, Any]:
        partner = await matching.has_partner()
        await matching.hears(fact(matching, partner))
        return await matching.asks(), partner

    return made


async def not_yet(matching: Any) -> tuple[Any, Any]:
    tomorrow = matching.made.clock.now().date() + timedelta(days=2)
    return await matching.asks(), await matching.has_partner(valid_from=tomorrow)


async def without_profile(matching: Any) -> tuple[Any, Any]:
    partner = uuid7()
    await matching.hears(matching.certified(partner))
    return await matching.asks(), partner


async def on_leave(matching: Any) -> tuple[Any, Any]:
    today = str(matching.made.clock.now().date())
    return await profile_of(languages=["en"], leave={"from": today})(matching)


async def of_the_case(matching: Any) -> tuple[Any, Any]:
    partner = await matching.has_partner()
    parent = str(uuid7())
    case = matching.knows_case(parents=[str(partner), parent])
    return await matching.asks(case=case, parent=parent), partner


async def elsewhere(matching: Any) -> tuple[Any, Any]:
    return await matching.asks(), await matching.has_partner(LINN)


async def full(matching: Any) -> tuple[Any, Any]:
    partner = await matching.has_partner()
    (await choose(matching, await matching.asks(), partner)).raise_for_status()
    return await matching.asks(), partner


async def wishes_no_more(matching: Any) -> tuple[Any, Any]:
    partner = await matching.has_partner(capacity=2, profile={"languages": ["en"], "capacity_wish": 1})
    (await choose(matching, await matching.asks(), partner)).raise_for_status()
    return await matching.asks(), partner


async def refused_by_coordinator(matching: Any) -> tuple[Any, Any]:
    asked, partner = await matching.asks(), await matching.has_partner()
    (row,) = await matching.proposals(state="tentative")
    (await matching.decides(row, "no", reason="conflict")).raise_for_status()
    return asked, partner


def declined_by(side: str) -> Setup:
    async def made(matching: Any) -> tuple[Any, Any]:
        asked, partner = await matching.asks(), await matching.has_partner()
        (await choose(matching, asked, partner)).raise_for_status()
        (row,) = await matching.proposals(state="open")
        (await matching.answers(row, side, "no")).raise_for_status()
        return asked, partner

    return made


async def ended_badly(matching: Any) -> tuple[Any, Any]:
    asked, partner = await matching.asks(), await matching.has_partner()
    (await choose(matching, asked, partner)).raise_for_status()
    (row,) = await matching.proposals(state="open")
    await matching.both_agree(row)
    (match,) = await matching.made.owner("SELECT match FROM match")
    body = {"reason": "not_a_fit", "rematch": True}
    await matching.call("POST", f"/v1/matches/{match['match']}/ending", body, role=COORDINATOR)
    (again,) = await matching.made.owner("SELECT request FROM request WHERE state = 'open'")
    return str(again["request"]), partner


def lapsed(matching: Any, partner: UUID) -> CertificationLapsed:
    return CertificationLapsed(partner=partner, program=IOWA, lapsed_on=matching.made.clock.now().date())


BREAKING: list[tuple[str, Setup]] = [
    ("no_policy", certified(program="another-programme")),
    ("left", heard(lambda _, partner: PartnerLeft(partner=partner, program=IOWA))),
    ("not_certified", not_yet),
    ("lapsed", heard(lapsed)),
    ("suspended", heard(lambda _, partner: PartnerSuspended(partner=partner, program=IOWA, reason="conduct_review"))),
    ("role", certified(roles=("committees",))),
    ("role_limit", asking(tasks=["transport"])),
    ("area", elsewhere),
    ("own_county", profile_of(languages=["en"], refuses_own_county=True)),
    ("no_profile", without_profile),
    ("language", asking(must_languages=["so"])),
    ("conflict", asking("avoid")),
    ("same_household", asking("household")),
    ("same_case", of_the_case),
    ("ended_badly", ended_badly),
    ("family_said_no", asking("refused_partners")),
    ("family_said_no", declined_by("family")),
    ("partner_said_no", declined_by("partner")),
    ("coordinator_said_no", refused_by_coordinator),
    ("leave", on_leave),
    ("capacity", full),
    ("capacity", wishes_no_more),
]


def test_every_hard_constraint_is_tried() -> None:
    assert {rule for rule, _ in BREAKING} == {each.name for each in CONSTRAINTS} - {"unanswered"}, (
        "which a person may set aside"
    )


@pytest.mark.parametrize(("rule", "setup"), BREAKING, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(BREAKING)])
async def test_no_coordinator_overrides_a_hard_constraint(matching: Any, rule: str, setup: Setup) -> None:
    await starts(matching)
    asked, partner = await setup(matching)
    before = await matching.proposals()
    program = "another-programme" if rule == "no_policy" else IOWA
    who = {"counties": (POLK, LINN)}
    refused = await choose(matching, asked, partner, reason="safety", program=program, who=who)
    told = refused.json()
    assert (refused.status_code, told["type"]) == (409, f"{PROBLEM}pair-breaks-rules"), told
    assert told["why_not"] == [{"rule": rule, "words": RULES[rule].en, "words_es": RULES[rule].es}]
    assert RULES[rule].en in told["detail"]
    assert await matching.proposals() == before


async def test_all_that_stands_in_the_way_is_named_at_once(matching: Any) -> None:
    await starts(matching)
    partner = await matching.has_partner(profile={"languages": ["vi"]}, role_limits=("no-transport",))
    asked = await matching.asks(must_languages=["so"], tasks=["transport"], avoid=[str(partner)])
    told = (await choose(matching, asked, partner)).json()
    assert [each["rule"] for each in told["why_not"]] == ["role_limit", "language", "conflict"]
    assert told["words_es"] == " ".join(RULES[each["rule"]].es for each in told["why_not"])


async def test_what_somebody_has_seen_is_decided_first(matching: Any) -> None:
    best, other, asked = await two_partners(matching)
    (row,) = await matching.proposals(partner=best)
    await matching.looks(row)
    refused = await choose(matching, asked, other)
    told = refused.json()
    assert (refused.status_code, told["type"], told["proposal"]) == (
        409,
        f"{PROBLEM}proposal-stands",
        str(row["proposal"]),
    )
    assert "Decide that one first" in told["detail"]
    await matching.decides(row, "no", reason="other_partner")
    rows = [each for each in await matching.proposals() if each["state"] == "tentative"]
    assert [each["partner"] for each in rows] == [other]
    assert (await choose(matching, asked, other)).status_code == 201


async def test_what_both_sides_were_asked_about_is_decided_first(matching: Any) -> None:
    await starts(matching, confirms=False)
    await matching.has_partner(profile={"consent": True, "experiences": ["recovery"]})
    other = await matching.has_partner()
    asked = await matching.asks(needs=["recovery"])
    refused = await choose(matching, asked, other)
    assert (refused.status_code, refused.json()["type"]) == (409, f"{PROBLEM}proposal-stands")
    assert refused.json()["state"] == "open"


async def test_a_request_that_is_over_gets_no_proposal(matching: Any) -> None:
    best, other, asked = await two_partners(matching)
    gone = await matching.asks()
    await matching.call("POST", f"/v1/requests/{gone['request']}/withdrawal", {"reason": "family"})
    refused = await choose(matching, gone, best)
    assert (refused.status_code, refused.json()["type"]) == (409, f"{PROBLEM}request-over")
    await choose(matching, asked, other)
    (row,) = await matching.proposals(state="open")
    await matching.both_agree(row)
    refused = await choose(matching, asked, best)
    assert (refused.status_code, refused.json()["type"]) == (409, f"{PROBLEM}family-has-partner")


async def test_a_place_held_by_what_nobody_has_seen_is_given_to_the_family_that_a_coordinator_chose(
    matching: Any,
) -> None:
    await starts(matching)
    partner = await matching.has_partner(capacity=2)
    urgent = await matching.asks(urgency=2)
    plain = await matching.asks(urgency=0)
    third = await matching.asks(urgency=1, must_languages=["en"])
    assert {str(row["request"]) for row in await matching.proposals(state="tentative")} == {
        urgent["request"], third["request"],
    }  # fmt: skip
    await matching.made.announced()
    chosen = await choose(matching, plain, partner, reason="partner_wish")
    assert chosen.status_code == 201, chosen.text
    rows = {str(row["request"]): row["state"] for row in await matching.proposals()}
    assert rows == {urgent["request"]: "tentative", plain["request"]: "open", third["request"]: "superseded"}
    waits = (await matching.call("GET", f"/v1/waiting?county={POLK}", role=COORDINATOR)).json()
    assert [each["request"] for each in waits] == [third["request"]]
    assert await matching.made.announced() == [MatchProposed]
    await matching.has_partner()
    assert third["request"] in {str(row["request"]) for row in await matching.proposals(state="tentative")}


async def test_a_partners_own_wish_is_kept_by_giving_up_what_nobody_has_seen(matching: Any) -> None:
    await starts(matching)
    partner = await matching.has_partner(capacity=3, profile={"languages": ["en"], "capacity_wish": 1})
    first = await matching.asks(urgency=2)
    second = await matching.asks()
    assert (await choose(matching, second, partner)).status_code == 201
    assert await holds(matching) == {(UUID(second["request"]), partner)}
    (row,) = [row for row in await matching.proposals() if str(row["request"]) == first["request"]]
    assert row["state"] == "superseded"


async def test_a_place_held_by_what_somebody_has_seen_is_not_taken(matching: Any) -> None:
    await starts(matching)
    partner = await matching.has_partner()
    await matching.asks()
    (row,) = await matching.proposals(state="tentative")
    await matching.looks(row)
    refused = await choose(matching, await matching.asks(urgency=2), partner)
    assert [each["rule"] for each in refused.json()["why_not"]] == ["capacity"]
    assert await stands(matching, partner) == [("tentative", VERSION)]


async def test_nothing_is_given_up_for_a_pair_that_cannot_be(matching: Any) -> None:
    await starts(matching)
    partner = await matching.has_partner()
    await matching.asks()
    other = await matching.asks(must_languages=["so"])
    refused = await choose(matching, other, partner)
    assert [each["rule"] for each in refused.json()["why_not"]] == ["language"]
    assert await stands(matching, partner) == [("tentative", VERSION)]


def test_of_those_that_nobody_has_seen_the_lowest_priority_gives_way_and_among_equals_the_latest() -> None:
    def held(number: int, priority: int, program: str = IOWA, **given: Any) -> Proposal:
        told: dict[str, Any] = dict.fromkeys(Proposal.__dataclass_fields__) | {"state": "tentative", **given}
        return Proposal(**{**told, "proposal": UUID(int=number), "priority": priority, "program": program})

    low, late, high = held(1, 10), held(2, 10), held(3, 20)
    other = held(4, 1, "another-programme")
    assert to_displace([low, late, high, other], IOWA, in_program=True) == late
    assert to_displace([low, late, high, other], IOWA, in_program=False) == other
    assert to_displace([held(5, 0, seen_at=object()), held(6, 0, state="open")], IOWA, in_program=True) is None


async def test_a_partner_whom_the_coordinator_does_not_know_is_a_mistake_in_the_body(matching: Any) -> None:
    await starts(matching)
    hidden = await matching.has_partner(STORY)
    asked = await matching.asks()
    for partner, program in ((uuid7(), IOWA), (hidden, IOWA), (await matching.has_partner(), "another-programme")):
        refused = await choose(matching, asked, partner, program=program)
        assert (refused.status_code, refused.json()["type"]) == (422, f"{PROBLEM}partner-unknown")


async def test_a_request_of_another_county_does_not_exist(matching: Any) -> None:
    await starts(matching)
    partner = await matching.has_partner(STORY)
    asked = await matching.asks(county=POLK)
    for request in (asked, {"request": str(uuid7())}):
        refused = await choose(matching, request, partner, who={"counties": (STORY,)})
        assert (refused.status_code, refused.json()["type"]) == (404, f"{PROBLEM}not-visible")


async def test_a_partner_of_another_county_is_chosen_under_an_agreement_and_both_counties_see_it(matching: Any) -> None:
    await starts(matching)
    partner = await matching.has_partner(STORY, profile={"service_counties": [POLK]})
    await matching.asks(county=STORY)
    asked = await matching.asks(county=POLK)
    refused = await choose(matching, asked, partner)
    assert [each["rule"] for each in refused.json()["why_not"]] == ["capacity"], "what is hidden is not given up"
    chosen = await choose(matching, asked, partner, who={"counties": (POLK, STORY)})
    assert chosen.status_code == 201, chosen.text
    assert {row["county"]: row["state"] for row in await matching.proposals()} == {STORY: "superseded", POLK: "open"}
    for county, seen in ((POLK, 1), (STORY, 1), (LINN, 0)):
        found = await matching.call("GET", "/v1/proposals?state=open", role=COORDINATOR, counties=(county,))
        assert len(found.json()) == seen
    waits = await matching.call("GET", f"/v1/waiting?county={STORY}", role=COORDINATOR, counties=(STORY,))
    assert len(waits.json()) == 1


@pytest.mark.parametrize("role", [CASEWORKER, SUPERVISOR])
async def test_only_coordinators_choose(matching: Any, role: str) -> None:
    _, other, asked = await two_partners(matching)
    assert (await choose(matching, asked, other, who={"role": role})).status_code == 403


async def test_two_coordinators_at_once_choose_one_partner_for_a_family(matching: Any) -> None:
    best, other, asked = await two_partners(matching)
    answers = await asyncio.gather(*(choose(matching, asked, partner) for partner in (best, other) * 2))
    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]
    assert {each.json()["type"] for each in answers if each.status_code == 409} == {f"{PROBLEM}proposal-stands"}
    assert len(await holds(matching)) == 1


async def test_two_coordinators_at_once_give_a_last_place_to_one_family(matching: Any) -> None:
    await starts(matching)
    first, second = await matching.asks(), await matching.asks()
    partner = await matching.has_partner()
    answers = await asyncio.gather(*(choose(matching, asked, partner) for asked in (first, second)))
    assert sorted(each.status_code for each in answers) == [201, 409]
    (refused,) = [each.json() for each in answers if each.status_code == 409]
    assert [each["rule"] for each in refused["why_not"]] == ["capacity"]
    assert len(await holds(matching)) == 1


async def test_a_choice_and_a_look_at_what_gives_way_at_once_agree(matching: Any) -> None:
    await starts(matching)
    partner = await matching.has_partner()
    await matching.asks()
    (row,) = await matching.proposals(state="tentative")
    asked = await matching.asks()
    chosen, _ = await asyncio.gather(choose(matching, asked, partner), matching.looks(row))
    (kept,) = await matching.proposals(proposal=row["proposal"])
    assert (chosen.status_code, kept["state"]) in ((201, "superseded"), (409, "tentative"))
    assert len(await holds(matching)) == 1


async def test_a_choice_sent_twice_with_one_key_is_made_once(matching: Any) -> None:
    _, other, asked = await two_partners(matching)
    key = {"headers": {"Idempotency-Key": "a-coordinators-choice"}}
    first, again = [await choose(matching, asked, other, who=key) for _ in range(2)]
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert len(await matching.proposals(partner=other)) == 1


WRONG: list[Any] = [
    None, [], "text", 0, {}, {"partner": "x"}, {"reason": "conflict"}, {"reason": "other_partner"}, {"reason": None},
    {"partner": None}, {"program": None}, {"program": "No Slug"}, {"program": "x" * 10_000}, {"program": "\u0000"}, {"unknown": 1},
    {"state": "open"}, {"partner": [str(uuid7())]},
]  # fmt: skip


async def test_no_body_leads_to_a_choice_that_was_not_meant_or_to_a_5xx(matching: Any) -> None:
    _, other, asked = await two_partners(matching)
    right = {"partner": str(other), "program": IOWA, "reason": "other"}
    for wrong in WRONG:
        body = {**right, **wrong} if wrong and isinstance(wrong, dict) else wrong
        for request in (asked["request"], uuid7(), "x"):
            answer = await matching.call("POST", f"/v1/requests/{request}/proposals", body, role=COORDINATOR)
            assert answer.status_code in (400, 404, 422), (body, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
    assert await stands(matching, other) == []


def test_every_reason_has_its_words() -> None:
    assert all(said.en != said.es and said.en.endswith(".") and said.es.endswith(".") for said in BECAUSE.values())
    assert len({said.en for said in BECAUSE.values()}) == len(BECAUSE) == 5


async def test_a_coordinator_may_choose_somebody_who_did_not_answer_before(matching: Any) -> None:
    await matching.hears(matching.program())
    await matching.has_partner(profile={"consent": True, "experiences": ["recovery"]})
    other = await matching.has_partner()
    asked = await matching.asks(needs=["recovery"])
    body = {"partner": str(other), "program": IOWA, "reason": "other"}
    statuses = []
    for _ in range(3):
        matching.made.passes(days=8)
        await matching.made.sweep("expire proposals")
        await matching.run()
        chosen = await matching.call("POST", f"/v1/requests/{asked['request']}/proposals", body, role=COORDINATOR)
        statuses.append(chosen.status_code)
    assert 201 in statuses, statuses


async def test_a_no_in_a_county_that_the_coordinator_does_not_hold_ends_the_choice_before_anybody_agrees(
    matching: Any,
) -> None:
    await matching.hears(matching.program())
    partner = await matching.has_partner(STORY, profile={"service_counties": [POLK, LINN]})
    parent = str(uuid7())
    await matching.asks(county=LINN, case=matching.knows_case(county=LINN, parents=[parent]), parent=parent)
    (proposal,) = await matching.proposals()
    assert (await matching.answers(proposal, "family", "no")).status_code == 200
    asked = await matching.asks(county=POLK, case=matching.knows_case(county=POLK, parents=[parent]), parent=parent)
    body = {"partner": str(partner), "program": IOWA, "reason": "known_fit"}
    chosen = await matching.call("POST", f"/v1/requests/{asked['request']}/proposals", body, role=COORDINATOR)
    assert chosen.status_code == 201  # a caller's look ends at the caller's counties
    await matching.run()
    row = (await matching.made.owner("SELECT state FROM proposal WHERE request = $1", UUID(asked["request"])))[0]
    assert row["state"] not in ("tentative", "open", "matched")
