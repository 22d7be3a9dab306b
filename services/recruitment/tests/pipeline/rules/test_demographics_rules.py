"""P07: needs are told, small groups of families and of partners never, nor what would let them be reckoned out."""

from typing import Any

import pytest

from recruitment.domain.demographics import gaps, told_counts

SERVED: Any = {("language", "en"): 500, ("language", "es"): 500, ("culture", "latino"): 300}


def languages(**counts: int) -> Any:
    return {("language", name): n for name, n in counts.items()}


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"en": 30, "es": 20}, {"en": 30, "es": 20}),
        ({"en": 30, "es": 11}, {"en": 30, "es": 11}),
        ({"en": 30, "es": 10}, {"en": None, "es": None}),
        ({"en": 30, "es": 20, "vi": 1}, {"en": 30, "es": None, "vi": None}),
        ({"en": 30, "es": 5, "vi": 1}, {"en": 30, "es": None, "vi": None}),
        ({"en": 30, "es": 0}, {"en": 30, "es": 0}),
        ({"en": 30, "es": 0, "vi": 3}, {"en": None, "es": 0, "vi": None}),
    ],
)
def test_p07_a_small_count_is_hidden_and_a_lone_one_with_the_next_larger(counts: Any, told: Any) -> None:
    assert told_counts(languages(**counts), 11) == languages(**told)


def test_a_small_group_of_one_dimension_hides_nothing_of_another() -> None:
    counts = {**languages(en=30, es=20), ("culture", "latino"): 3, ("culture", "hmong"): 40}
    told = told_counts(counts, 11)
    assert (told["language", "en"], told["language", "es"]) == (30, 20)
    assert (told["culture", "latino"], told["culture", "hmong"]) == (None, None)


def test_p07_partners_are_suppressed_as_families_are_and_the_need_with_them() -> None:
    found = {each.value: each for each in gaps(SERVED, languages(en=40, es=3, vi=12), 60, 11)}
    assert (found["es"].families, found["es"].partners, found["es"].needed) == (500, None, None)
    assert (found["vi"].partners, found["vi"].families, found["vi"].needed) == (None, 0, None)
    assert (found["en"].partners, found["en"].needed) == (40, 0)
    assert (found["latino"].partners, found["latino"].needed) == (0, 60)


def test_p07_the_need_is_told_where_both_counts_are() -> None:
    found = {each.value: each for each in gaps(SERVED, languages(en=40, es=12), 60, 11)}
    assert (found["es"].share, found["es"].partners, found["es"].needed) == (0.5, 12, 18)
