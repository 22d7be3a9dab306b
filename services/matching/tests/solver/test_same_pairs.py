"""What must not matter does not, and what may help does not hurt: order, detours, priorities, one more partner."""

from typing import Any
from uuid import UUID

import pytest

from matching.domain.solver import MOST_FAMILIES, Family, Partner, Statewide


def reordered(draw: Any, of: list[Any]) -> list[Any]:
    return list(draw.rng.sample(of, len(of)))


def test_the_same_pool_gives_the_same_pairs_in_whatever_order(draw: Any) -> None:
    families, partners = draw.pool(120, 50)
    at_once = Statewide.of(families, partners)
    shuffled = Statewide.of(reordered(draw, families), reordered(draw, partners))
    one_by_one = Statewide()
    for each in reordered(draw, [*families, *partners]):
        if isinstance(each, Family):
            one_by_one.insert(each)
        else:
            one_by_one.put_partner(each)
    assert at_once.pairs() == shuffled.pairs() == one_by_one.pairs()


def test_equal_points_are_decided_by_a_hash_that_favours_nobody() -> None:
    """Twenty alike for ten places: who is served depends on the ids, not on who came first."""
    families = [Family(key=_id(n), county="a") for n in range(20)]
    partners = [Partner(_id(100 + n), "p", "a", ["a"], 1) for n in range(10)]
    forward, backward = Statewide.of(families, partners), Statewide.of(families[::-1], partners[::-1])
    assert forward.pairs() == backward.pairs()
    assert {each.key for each in families[:10]} != set(forward.pairs()) != {each.key for each in families[10:]}


def test_a_family_that_comes_and_goes_leaves_no_trace(draw: Any) -> None:
    families, partners = draw.pool(80, 30)
    pool = Statewide.of(families, partners)
    before = pool.pairs()
    guest = draw.family()
    pool.insert(guest)
    pool.withdraw(guest.key)
    assert pool.pairs() == before
    assert pool.certificate().holds


def test_what_is_decided_in_the_evening_is_what_the_day_led_to(draw: Any) -> None:
    families, partners = draw.pool(150, 50)
    day = Statewide.of([], partners)
    gone = {each.key for each in draw.rng.sample(families, 30)}
    for each in families:
        day.insert(each)
    for key in sorted(gone):
        day.withdraw(key)
    evening = Statewide.of([each for each in families if each.key not in gone], partners)
    assert day.pairs() == evening.pairs()


def test_one_more_place_gains_between_nothing_and_its_price(draw: Any) -> None:
    families, partners = draw.pool(120, 40)
    pool = Statewide.of(families, partners)
    for partner in partners:
        price, before = int(pool.matcher.state.pi[pool.roll.partner.of[partner.key]]), pool.certificate().primal
        pool.open_place(partner.key)
        assert 0 <= pool.certificate().primal - before <= price
        pool.close_place(partner.key)
        assert pool.certificate().primal == before


def test_another_partner_never_hurts_and_one_less_never_helps(draw: Any) -> None:
    families, partners = draw.pool(100, 30)
    pool = Statewide.of(families, partners)
    before = pool.certificate()
    more = draw.partner()
    pool.put_partner(more)
    assert pool.certificate().primal >= before.primal
    pool.remove_partner(more.key)
    assert pool.certificate().primal == before.primal


def test_a_pair_that_is_not_chosen_may_be_forbidden_without_loss(draw: Any) -> None:
    families, partners = draw.pool(100, 30)
    pool = Statewide.of(families, partners)
    chosen = pool.pairs()
    for family in families:
        held = chosen.get(family.key, (None,))[0]
        other = next(partner.person for partner in partners if partner.person != held)
        pool.forbid(family.key, other)
    assert pool.pairs() == chosen


def test_a_forbidden_pair_stays_forbidden_when_the_partner_is_described_anew(draw: Any) -> None:
    families, partners = draw.pool(60, 20)
    pool = Statewide.of(families, partners)
    family, place = next(iter(pool.pairs().items()))
    pool.forbid(family, place[0])
    for partner in partners:
        pool.put_partner(partner)
    assert pool.partner_of(family) != place


@pytest.mark.parametrize("scarce", [12, 25, 60])
def test_priority_changes_who_is_served_and_never_how_many(draw: Any, scarce: int) -> None:
    """The sets of families that can be served together are a matroid (MATCHING, 4.1)."""
    families, partners = draw.pool(120, scarce)
    alike = [Family(e.key, e.county, 0, e.any_of, e.all_of, e.none_of, e.wants, e.barred) for e in families]
    counts = {Statewide.of(each, partners).certificate().matched for each in (families, alike)}
    assert len(counts) == 1


def test_of_two_who_want_one_place_the_more_urgent_has_it() -> None:
    partner = Partner(_id(9), "p", "a", ["a"], 1)
    waits, urgent = Family(_id(1), "a", priority=10), Family(_id(2), "a", priority=600)
    assert Statewide.of([waits, urgent], [partner], per_family=MOST_FAMILIES).pairs() == {urgent.key: partner.key}


def _id(n: int) -> UUID:
    return UUID(int=n)
