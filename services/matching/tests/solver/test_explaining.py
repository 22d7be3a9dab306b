"""Why this partner, why not another, what one more would bring: as exact as trying it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from matching.domain.points import POINTS
from matching.domain.solver import (
    BEST_FIT,
    MOST_FAMILIES,
    VERSION,
    Family,
    Partner,
    Statewide,
    best_for,
    figures,
    gap,
    kept,
    recruited,
    what_if,
    why_not,
)


@pytest.fixture
def pool(draw: Any) -> Statewide:
    families, partners = draw.pool(40, 14)
    return Statewide.of(families, partners)


def test_the_chosen_partner_comes_first_and_costs_nobody_anything(pool: Statewide) -> None:
    for family, place in pool.pairs().items():
        first = best_for(pool, family)[0]
        assert (first.partner, first.is_chosen, first.gap) == (place, True, 0)
        assert why_not(pool, family, place) == (first, 0)


def test_what_a_forced_pair_loses_is_what_trying_it_loses_and_never_less_than_its_gap(draw: Any) -> None:
    families, partners = draw.pool(6, 4)
    pool = Statewide.of(families, partners)
    places = {each.key: each.places for each in partners}
    best = draw.best(families, partners, places)
    tried = 0
    for family in families:
        for partner in partners:
            answer = why_not(pool, family.key, partner.key)
            if not draw.may(family, partner) or not partner.places:
                assert answer is None
                continue
            others = [each for each in families if each is not family]
            fewer = {**places, partner.key: partner.places - 1}
            forced = MOST_FAMILIES + family.priority + draw.points(family, partner)
            assert answer is not None
            assert answer[1] == best - forced - draw.best(others, partners, fewer)
            assert answer[0].gap <= answer[1]
            assert answer[0].points == draw.points(family, partner)
            tried += 1
    assert tried


@pytest.mark.parametrize("per_family", [MOST_FAMILIES, BEST_FIT])
@pytest.mark.parametrize("many", [8, 20, 90], ids=["few families", "about as many as places", "many families"])
def test_what_a_forced_pair_loses_is_what_the_pool_without_it_is_short_of(
    draw: Any, many: int, per_family: int
) -> None:
    families, partners = draw.pool(2 * many, 16)
    pool = Statewide.of(families, partners, per_family=per_family)
    for gone in families[many:]:  # prices are higher now than they need be
        pool.withdraw(gone.key)
    families = families[:many]
    best, tried, dear = pool.certificate().points, 0, 0
    for family in families[:20]:
        others = [each for each in families if each is not family]
        for partner in partners:
            if (answer := why_not(pool, family.key, partner.key)) is None:
                continue
            fewer = [replace(each, places=each.places - (each is partner)) for each in partners]
            rest = Statewide.of(others, fewer, per_family=per_family).certificate().points
            assert answer[1] == best - (per_family + family.priority + answer[0].points) - rest
            tried, dear = tried + 1, dear + (answer[1] > answer[0].gap)
    assert tried
    assert dear or many < 90  # of some the price alone would not tell the whole of it


def test_asking_why_changes_nothing(pool: Statewide) -> None:
    before, prices = pool.pairs(), kept(pool)
    for family in list(pool.roll.family.of):
        for partner in list(pool.roll.partner.of):
            why_not(pool, family, partner)
    recruited(pool, [(county, ("language", code)) for county in ("a", "b", "nowhere") for code in ("so", "unheard")])
    what_if(pool, BEST_FIT, dict.fromkeys(pool.roll.family.of, 0))
    assert pool.pairs() == before
    assert kept(pool) == prices
    assert pool.certificate().holds


def test_what_one_more_partner_is_said_to_bring_comes_when_one_is_there(draw: Any) -> None:
    families, partners = draw.pool(60, 12)
    pool = Statewide.of(families, partners)
    before = pool.certificate()
    usual = [code for code in pool.roll.codes.of if 2 * sum(code in each.brings for each in partners) >= len(partners)]
    tried = recruited(pool, [(county, ("language", "es")) for county in ("a", "b", "c")])
    found = [each for each in tried if each.families or each.points]
    assert found
    for each in found:
        pool.put_partner(Partner(draw.key(), "new", each.county, [each.county], 1, [*usual, each.code]))
        after = pool.certificate()
        assert after.matched - before.matched == each.families
        assert after.points - before.points == each.families * MOST_FAMILIES + each.points
        pool = Statewide.of(families, partners)


def test_what_one_more_partner_is_said_to_bring_is_what_trying_all_pairs_finds(draw: Any) -> None:
    languages, counties = (("language", each) for each in ("en", "es", "so")), ("a", "b", "c")
    cells = [(county, code) for code in languages for county in counties]
    bringing = 0
    for _ in range(30):
        families, partners = draw.pool(6, 3)
        pool = Statewide.of(families, partners)
        usual = [
            code for code in pool.roll.codes.of if 2 * sum(code in each.brings for each in partners) >= len(partners)
        ]
        places = {each.key: each.places for each in partners}
        before, served = draw.best(families, partners, places), len(pool.pairs())
        for found, (county, code) in zip(recruited(pool, cells), cells, strict=True):
            more = Partner(draw.key(), "new", county, [county], 1, [*usual, code])
            after = draw.best(families, [*partners, more], {**places, more.key: 1})
            assert after - before == found.families * MOST_FAMILIES + found.points
            assert found.families == Statewide.of(families, [*partners, more]).most_served() - served
            bringing += found.families
    assert bringing


def test_the_switch_is_tried_without_being_turned(draw: Any) -> None:
    families, partners = draw.pool(80, 25)
    pool = Statewide.of(families, partners)
    priorities = {each.key: each.priority for each in families}
    now, fit = figures(pool), what_if(pool, BEST_FIT, priorities)
    turned = figures(Statewide.of(families, partners, per_family=BEST_FIT))
    assert fit == turned
    assert now == what_if(pool, MOST_FAMILIES, priorities)
    assert now.families == now.most >= fit.families
    assert now.waiting == len(families) - now.families


def test_kept_prices_give_the_same_gap_years_later(pool: Statewide) -> None:
    values = kept(pool)
    assert (values.version, values.pairs) == (VERSION, pool.pairs())
    for family in pool.roll.family.of:
        priority = int(pool.matcher.state.base[pool.roll.family.of[family]] >> 40) - MOST_FAMILIES
        for each in best_for(pool, family, 100):
            again = gap(values.worth[family], values.price[each.partner], values.per_family, priority, each.points)
            assert again == each.gap


def test_a_group_alone_could_be_served_at_least_as_well_as_among_others(draw: Any) -> None:
    families, partners = draw.pool(120, 30)
    pool = Statewide.of(families, partners)
    group = [each.key for each in families if each.any_of]
    served = sum(key in pool.pairs() for key in group)
    alone = Statewide.of([replace(each) for each in families if each.any_of], partners)
    assert served <= pool.most_served(group) == alone.certificate().matched


def test_the_last_speaker_is_kept_for_who_needs_them() -> None:
    """A partner fits one family better, but is the only one another can talk to: the price says so."""
    english, somali, grief = ("language", "en"), ("language", "so"), ("experience", "grief")
    anyone = Family(UUID(int=1), "a", wants={"strong_needs": [grief]})
    needs = Family(UUID(int=2), "a", any_of=[somali])
    speaker = Partner(UUID(int=3), "p", "a", ["a"], 1, [english, somali, grief])
    other = Partner(UUID(int=4), "p", "a", ["a"], 1, [english])
    pool = Statewide.of([anyone, needs], [speaker, other])
    assert pool.pairs() == {anyone.key: other.key, needs.key: speaker.key}
    answer = why_not(pool, anyone.key, speaker.key)
    assert answer is not None
    assert answer[0].points - best_for(pool, anyone.key)[0].points == POINTS["strong_needs"]
    assert answer[1] > MOST_FAMILIES // 2, "another family would go without"
    assert why_not(pool, needs.key, other.key) is None
