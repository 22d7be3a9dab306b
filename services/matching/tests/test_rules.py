"""The rules by themselves: constraints, points and priority, values in and values out."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from matching.domain.agreements import SHIPPED, PoolVersion, agreed_with, rules_of
from matching.domain.constraint_words import RULES, TERMS
from matching.domain.constraints import CONSTRAINTS, broken, roles_taken
from matching.domain.optimum import matcher_of
from matching.domain.points import POINTS, points, total
from matching.domain.pool import Available, Pool, Seeker
from matching.domain.priority import priority, urgency
from matching.domain.profiles import Profile
from matching.domain.programs import Program, in_force, zone_of
from matching.domain.requests import SupportRequest
from matching.domain.roster import RosterEntry
from peerbridge.events.pool import PoolPolicy, Priority

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
TODAY = NOW.date()
POLK, STORY = "19153", "19169"
PROGRAM = Program(
    program="iowa",
    version=1,
    effective_on=date(2021, 1, 1),
    zones={POLK: "America/Chicago", STORY: "America/Chicago"},
    coordinator_confirms=False,
    proposal_valid_days=7,
    one_to_one=("one-to-one",),
)


def seeker(noes: dict[UUID, Any] | None = None, people: frozenset[UUID] = frozenset(), **said: Any) -> Seeker:
    ids = {"request": uuid4(), "family": uuid4(), "case": uuid4(), "parent": uuid4()}
    request = SupportRequest(**{**ids, "county": POLK, "asked_at": NOW, **said})
    return Seeker(request, people, noes or {})


def partner(entry: dict[str, Any] | None = None, profile: dict[str, Any] | None = None, **given: Any) -> Available:
    told = {"valid_from": TODAY, "valid_until": TODAY + timedelta(days=1), "roles": ("one-to-one", "committees")}
    who = uuid4()
    on_roster = RosterEntry(
        **{"partner": who, "program": "iowa", "county": POLK, **told, "counties": (POLK,), **(entry or {})}
    )
    wishes = Profile(**{"partner": who, "county": POLK, "languages": ("en",), **(profile or {})})
    return Available(
        **{"entry": on_roster, "profile": wishes, "program": PROGRAM, "free": (1, 2), "places": 2, "held": 0, **given}
    )


def names(family: Seeker, available: Available, day: date = TODAY) -> list[str]:
    return [rule.name for rule in broken(family, available, day)]


def test_a_plain_pair_breaks_nothing() -> None:
    assert names(seeker(), partner()) == []


@pytest.mark.parametrize(
    ("rule", "available"),
    [
        ("no_policy", partner(program=None)),
        ("left", partner({"left_sequence": 5, "certified_sequence": 4})),
        ("not_certified", partner({"valid_from": TODAY + timedelta(days=1)})),
        ("not_certified", partner({"valid_from": None, "valid_until": None})),
        ("lapsed", partner({"valid_from": date(2025, 1, 1), "valid_until": TODAY - timedelta(days=1)})),
        ("lapsed", partner({"lapsed_sequence": 2, "certified_sequence": 1})),
        ("suspended", partner({"suspended_sequence": 2, "reinstated_sequence": 1})),
        ("role", partner({"roles": ("committees",)})),
        ("area", partner({"counties": (STORY,)})),
        ("area", partner(program=replace(PROGRAM, zones={STORY: "America/Chicago"}))),
        ("own_county", partner(profile={"refuses_own_county": True})),
        ("no_profile", replace(partner(), profile=None)),
        ("leave", partner(profile={"leave_from": TODAY, "leave_until": TODAY})),
        ("leave", partner(profile={"leave_from": TODAY - timedelta(days=9)})),
        ("capacity", partner(free=())),
        ("capacity", partner(profile={"capacity_wish": 1}, held=1)),
    ],
)
def test_each_constraint_of_a_partner_stands_by_itself(rule: str, available: Available) -> None:
    assert names(seeker(), available) == [rule]


def test_each_constraint_of_a_pair_stands_by_itself() -> None:
    available = partner({"role_limits": ("no-transport",)})
    who = available.entry.partner
    found = {
        "role_limit": seeker(tasks=("transport",)),
        "language": seeker(must_languages=("es", "so")),
        "conflict": seeker(avoid=(who,)),
        "same_household": seeker(household=(who,)),
        "same_case": seeker(people=frozenset({who})),
        "ended_badly": seeker({who: "ended_badly"}),
        "family_said_no": seeker({who: "family_said_no"}),
        "partner_said_no": seeker({who: "partner_said_no"}),
        "coordinator_said_no": seeker({who: "coordinator_said_no"}),
        "unanswered": replace(seeker(), resting=frozenset({who})),
    }
    assert {rule: names(family, available) for rule, family in found.items()} == {rule: [rule] for rule in found}
    assert names(seeker(refused_partners=(who,)), available) == ["family_said_no"]
    assert names(seeker(parent=who), available) == ["conflict", "same_household"]
    assert names(seeker(must_languages=("en", "so")), available) == []


def test_p25_a_partner_who_may_not_transport_is_not_proposed_where_it_is_needed() -> None:
    limits = ("no-transport", "no-unsupervised-child-contact")
    assert names(seeker(tasks=("transport",)), partner({"role_limits": limits})) == ["role_limit"]
    assert names(seeker(tasks=("transport",)), partner({"role_limits": limits[1:]})) == []
    assert names(seeker(), partner({"role_limits": limits})) == []


def test_a_person_the_partner_named_is_a_conflict() -> None:
    family = seeker()
    assert names(family, partner(profile={"conflict_people": (family.request.parent,)})) == ["conflict"]


def test_two_who_live_with_the_same_person_are_never_matched() -> None:
    aunt = uuid4()
    assert names(seeker(household=(aunt,)), partner(profile={"household": (aunt,)})) == ["same_household"]
    family = seeker()
    assert names(family, partner(profile={"household": (family.request.parent,)})) == ["same_household"]


def test_p60_a_partner_who_takes_committees_only_is_proposed_to_no_family() -> None:
    assert names(seeker(), partner(profile={"roles": ("committees",)})) == ["role"]
    assert names(seeker(), partner(profile={"roles": ("one-to-one",)})) == []
    assert roles_taken(partner(profile={"roles": ("committees", "never-certified")})) == {"committees"}


def test_every_rule_and_every_line_of_points_is_told_in_both_languages() -> None:
    assert set(RULES) == {rule.name for rule in CONSTRAINTS}
    assert set(TERMS) == set(POINTS)
    for said in (*RULES.values(), *TERMS.values()):
        assert said.en
        assert said.es
        assert said.en != said.es


def test_both_days_of_a_certification_count() -> None:
    available = partner({"valid_from": TODAY, "valid_until": TODAY + timedelta(days=2)})
    days = [TODAY + timedelta(days=n) for n in (-1, 0, 2, 3)]
    assert [names(seeker(), available, day) for day in days] == [["not_certified"], [], [], ["lapsed"]]


def test_every_constraint_has_its_own_name_and_words() -> None:
    assert len({rule.name for rule in CONSTRAINTS}) == len({rule.said for rule in CONSTRAINTS}) == len(CONSTRAINTS)


def test_a_family_that_asked_for_nothing_loses_no_points_but_area_and_headroom() -> None:
    table = points(seeker(), partner({"county": STORY}, free=(2,)))
    assert {line.term: line.points for line in table} == {**POINTS, "same_area": 0, "headroom": 20}


def test_points_are_a_thousand_at_most_and_each_term_is_printable() -> None:
    family = seeker(
        needs=("recovery", "housing"), wishes=("father",), preferred_languages=("es",), culture="tribal",
        ages=("teen",), contact_style="text", format="virtual",
    )  # fmt: skip
    brings = {
        "languages": ("en", "es"), "experiences": ("recovery", "housing", "father"), "cultures": ("tribal",),
        "ages": ("teen",), "contact_styles": ("text",), "formats": ("virtual",),
    }  # fmt: skip
    assert total(points(family, partner(profile=brings))) == sum(POINTS.values()) == 1000
    half = points(family, partner(profile={**brings, "experiences": ("recovery",)}))
    assert [(line.points, line.met, line.asked) for line in half[:2]] == [(200, 1, 2), (75, 1, 2)]


def first(rules: PoolPolicy = SHIPPED.policy, **said: Any) -> int:
    """The priority of a family on the day."""
    return priority(seeker(**said).request, NOW, TODAY, rules)


def test_waiting_urgency_and_a_must_have_language_come_first() -> None:
    assert first() == 0
    assert first(urgency=2) == 600
    assert first(must_languages=("es",)) == 500
    assert first(must_languages=("en", "es")) == 0
    assert first(asked_at=NOW - timedelta(days=12, hours=23)) == 120
    longest: dict[str, Any] = {"asked_at": NOW - timedelta(days=900), "urgency": 2, "must_languages": ("so",)}
    assert first(**longest) == 2900 <= SHIPPED.policy.priority.most == 3900


def test_a_states_pool_weighs_as_it_has_published() -> None:
    floor = {"county": POLK, "points": 1000}
    asked = {"per_waiting_day": 20, "county_floors": [floor], "common_languages": ["en", "es"], "most": 1500}
    rules = SHIPPED.policy.model_copy(update={"priority": Priority.model_validate(asked)})
    assert first(rules) == 1000
    assert first(rules, county=STORY) == 0
    assert first(rules, must_languages=("es",)) == 1000
    assert first(rules, asked_at=NOW - timedelta(days=10)) == 1200
    assert first(rules, asked_at=NOW - timedelta(days=100)) == 1500


@pytest.mark.parametrize(("days", "expected"), [(-1, 0), (0, 2), (14, 2), (15, 1), (45, 1), (46, 0), (None, 0)])
def test_a_day_in_court_makes_a_request_urgent_as_it_comes_near(days: int | None, expected: int) -> None:
    day = None if days is None else TODAY + timedelta(days=days)
    request = seeker(court_on=day).request
    assert urgency(request, TODAY, SHIPPED.policy.court) == expected
    assert urgency(replace(request, urgency=2), TODAY, SHIPPED.policy.court) == 2


def version(number: int, **said: Any) -> PoolVersion:
    told = {"pool": "pool-ia", "state": "IA", "effective_on": TODAY, **said}
    return PoolVersion(number, "19", PoolPolicy.model_validate(told))


def test_of_a_states_rules_the_newest_in_force_on_the_day_counts() -> None:
    later = version(2, effective_on=TODAY + timedelta(days=1))
    assert rules_of([later, version(1)], POLK, TODAY).version == 1
    assert rules_of([version(1), later], POLK, TODAY + timedelta(days=1)).version == 2
    assert rules_of([version(1)], "53033", TODAY) is rules_of([], POLK, TODAY) is SHIPPED


@pytest.mark.parametrize(("day", "open_"), [(-1, False), (0, True), (5, True), (6, False)])
def test_an_agreement_holds_from_its_first_to_its_last_day(day: int, open_: bool) -> None:  # noqa: FBT001
    begins, ends = TODAY, TODAY + timedelta(days=5)
    named = {"agreement": "a", "name": "A", "counties": [POLK, STORY], "begins": begins, "ends": ends}
    on = TODAY + timedelta(days=day)
    rules = [version(1, effective_on=TODAY - timedelta(days=9), agreements=[named])]
    assert (STORY in agreed_with(rules, POLK, on)) is open_
    assert agreed_with(rules, "19113", on) == {"19113"}


def test_without_an_agreement_that_holds_a_wish_for_another_county_is_no_service_there() -> None:
    there = partner({"counties": (STORY,)}, {"area": (POLK,)})
    assert names(seeker(), there) == ["area"]
    assert names(seeker(), replace(there, agreed=frozenset({POLK}))) == []


def pool(seekers: list[Seeker], available: list[Available]) -> Pool:
    return Pool(NOW, (TODAY,), tuple(seekers), tuple(available))


def pairs_of(here: Pool) -> dict[UUID, Any]:
    """The best pairs by the pool's own rules: request -> partner and programme."""
    return matcher_of(here).pairs()


def test_the_same_pool_gives_the_same_pairs_in_whatever_order_it_was_loaded() -> None:
    families = [seeker(urgency=n % 3, needs=("recovery",) if n % 2 else ()) for n in range(12)]
    partners = [partner(profile={"experiences": ("recovery",) if n % 3 else ()}) for n in range(5)]
    expected = pairs_of(pool(families, partners))
    assert len(expected) == 10
    for seed in range(5):
        Random(seed).shuffle(families)
        Random(seed).shuffle(partners)
        assert pairs_of(pool(families, partners)) == expected


def test_no_partner_gets_more_families_than_places_are_free() -> None:
    found = pairs_of(pool([seeker() for _ in range(9)], [partner(), partner(free=(2,))]))
    assert sorted(Counter(found.values()).values()) == [1, 2]


def test_a_wish_over_all_programmes_holds_within_one_choice() -> None:
    first = partner(profile={"capacity_wish": 1})
    second = replace(first, entry=replace(first.entry, program="other"))
    assert len(pairs_of(pool([seeker(), seeker()], [first, second]))) == 1


def test_the_family_that_waited_longest_gets_the_only_place() -> None:
    waited = seeker(asked_at=NOW - timedelta(days=30))
    assert list(pairs_of(pool([seeker(), waited, seeker()], [partner(free=(1,))]))) == [waited.request.request]


def test_where_midnight_has_passed_in_one_zone_only_a_partner_must_be_certified_on_both_days() -> None:
    begins_tomorrow = partner({"valid_from": TODAY + timedelta(days=1), "valid_until": TODAY + timedelta(days=9)})
    ends_today = partner({"valid_until": TODAY})
    both_days = replace(
        pool([seeker(), seeker()], [begins_tomorrow, ends_today]), days=(TODAY, TODAY + timedelta(days=1))
    )
    assert pairs_of(both_days) == {}
    assert set(pairs_of(replace(both_days, days=(TODAY,))).values()) == {ends_today.key}


def brute_force(families: list[Seeker], partners: list[Available]) -> int:
    """The most families that can be served, tried in every way: the slow truth."""
    if not families:
        return 0
    head, *rest = families
    best = brute_force(rest, partners)
    for index, each in enumerate(partners):
        if not broken(head, each, TODAY):
            left = replace(each, free=each.free[1:], held=each.held + 1)
            best = max(best, 1 + brute_force(rest, [*partners[:index], left, *partners[index + 1 :]]))
    return best


@pytest.mark.parametrize("seed", range(60))
def test_most_families_serves_as_many_as_any_choice_could_and_never_breaks_a_rule(seed: int) -> None:
    chance = Random(seed)
    spoken = ["en", "es", "so", "vi"]
    families = [seeker(must_languages=tuple(chance.sample(spoken, chance.randint(1, 2)))) for _ in range(5)]
    partners = [
        partner(
            profile={"languages": tuple(chance.sample(spoken, chance.randint(1, 3))), "capacity_wish": chance.choice([None, 1])},
            free=tuple(range(1, chance.randint(1, 2) + 1)),
        )
        for _ in range(4)
    ]  # fmt: skip
    chosen = pairs_of(pool(families, partners))
    assert len(chosen) == brute_force(families, partners)
    waiting = {each.request.request: each for each in families}
    there = {each.key: each for each in partners}
    assert all(not broken(waiting[request], there[key], TODAY) for request, key in chosen.items())
    for key, number in Counter(chosen.values()).items():
        wished = there[key].wished
        assert number <= len(there[key].free)
        assert wished is None or number <= wished


def test_best_fit_may_serve_a_family_less_than_most_families() -> None:
    """The second family fits so badly, and its only partner the first one so well, that serving both is worth fewer points."""
    asks: dict[str, Any] = {"culture": "rural", "ages": ("teen",), "contact_style": "text", "format": "virtual"}
    well = {"cultures": ("rural",), "ages": ("teen",), "contact_styles": ("text",), "formats": ("virtual",)}
    flexible = seeker(needs=("recovery",), urgency=1, **asks)
    particular = seeker(
        must_languages=("so",), needs=("grief",), wishes=("housing",), culture="urban", ages=("infant",)
    )
    both = partner(profile={"languages": ("en", "so"), "experiences": ("recovery",), **well}, free=(1,))
    plain = partner(free=(1,))
    most = pool([flexible, particular], [both, plain])
    priority = {"most": 300, "must_have_language": 0}
    fit = replace(most, rules=version(1, objective="best_fit", priority=priority))
    assert len(pairs_of(most)) == 2
    assert pairs_of(fit) == {flexible.request.request: both.key}


def test_the_newest_policy_in_force_on_the_day_counts() -> None:
    newer = replace(PROGRAM, version=2, effective_on=TODAY + timedelta(days=1), proposal_valid_days=3)
    assert in_force([newer, PROGRAM], TODAY) == {"iowa": PROGRAM}
    assert in_force([newer, PROGRAM], TODAY + timedelta(days=1)) == {"iowa": newer}
    assert in_force([newer], TODAY) == {}
    assert (zone_of([PROGRAM], POLK), zone_of([PROGRAM], "53033")) == ("America/Chicago", "Etc/UTC")
