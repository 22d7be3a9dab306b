"""Months are counted without leaping over the end of a short one."""

from datetime import date

import pytest

from recruitment.domain.months import LAST_DAY, add_months


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 10, 31), 6, date(2027, 4, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 5), 0, date(2026, 1, 5)),
    ],
)
def test_a_month_later_is_never_past_the_end_of_the_next_month(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_no_number_of_months_leads_beyond_the_last_day_there_is() -> None:
    assert add_months(date(2026, 1, 5), 2_147_483_647) == LAST_DAY
