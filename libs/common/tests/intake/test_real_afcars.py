"""A real file of the 2020 rule: one open removal, and two exits by the earlier list."""

from datetime import date
from pathlib import Path

import pytest

from peerbridge.intake.afcars import read_afcars_file
from peerbridge.intake.rows import Closure, Opening

NAME = "shared/data/afcars/person-01-multi-removals.xml"
FILE = next((up / NAME for up in Path(__file__).resolve().parents if (up / NAME).exists()), None)


@pytest.mark.skipif(FILE is None, reason="the real AFCARS file is not here")
def test_the_real_file_has_two_exits_and_one_open_removal() -> None:
    assert FILE is not None
    first, second, third = read_afcars_file(FILE, today=date(2026, 1, 5))
    assert isinstance(first, Closure)
    assert isinstance(second, Closure)
    assert isinstance(third, Opening)
    assert (first.closed_on, first.reason, first.code_list) == (date(2018, 3, 1), "other_relative", "afcars_1993")
    assert (second.closed_on, second.reason, second.code_list) == (date(2020, 2, 1), "reunification", "afcars_1993")
    assert third.opened_on == date(2022, 4, 14)
    assert {row.county for row in (first, second, third)} == {"53999"}
    assert {row.source_case for row in (first, second, third)} == {"TEST00000001"}
