"""Files written by the test at hand, read on a fixed day."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest

from peerbridge.intake.afcars import read_afcars
from peerbridge.intake.csv_files import read_csv
from peerbridge.intake.rows import Row

HEADER = "source,source_case,removal,exit,opened_on,closed_on,code_list,exit_reason,county,case_type,parents\n"


@pytest.fixture
def today() -> date:
    return date(2026, 1, 5)


@pytest.fixture
def afcars(today: date) -> Callable[..., list[Row]]:
    """Reads the records given, as an AFCARS file of Iowa (or of `agency`)."""

    def read(*records: str, agency: str = "19") -> list[Row]:
        text = (
            '<?xml version="1.0" encoding="utf-8"?>\n<acf:data xmlns:acf="http://www.acf.hhs.gov">\n'
            f"<E1_title_iv_agency>{agency}</E1_title_iv_agency><records>\n{''.join(records)}</records></acf:data>"
        )
        return list(read_afcars(BytesIO(text.encode()), today=today))

    return read


@pytest.fixture
def removal() -> Callable[..., str]:
    """Writes one removal."""

    def write(
        rule: int = 2020, *, on: str = "20230110", exit_on: str = "", code: str = "", county: str | None = None
    ) -> str:
        place = "" if county is None else f"<E3_local_agency>{county}</E3_local_agency>\n"
        return (
            f"<removal_{rule}>\n<E69_removal_date>{on}</E69_removal_date>\n{place}"
            f"<E153_exit_date>{exit_on}</E153_exit_date>\n<E155_exit_reason>{code}</E155_exit_reason>\n"
            f"</removal_{rule}>\n"
        )

    return write


@pytest.fixture
def record() -> Callable[..., str]:
    """Writes one record of removals."""

    def write(*removals: str, number: str = "CHILD-1") -> str:
        return (
            f"<record><E4_child_record_number>{number}</E4_child_record_number>\n"
            f"<E69_E186_removals>{''.join(removals)}</E69_E186_removals></record>\n"
        )

    return write


@pytest.fixture
def table(today: date) -> Callable[..., list[Row]]:
    """Reads lines of a CSV file under the usual header."""

    def read(*lines: str, header: str = HEADER, source: str | None = None) -> list[Row]:
        text = header + "".join(f"{line}\n" for line in lines)
        return list(read_csv(BytesIO(text.encode()), today=today, source=source))

    return read
