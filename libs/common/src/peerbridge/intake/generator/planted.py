"""The mistakes that can be planted: each changes one child's texts in the one way its name says."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from types import MappingProxyType
from typing import Final

from peerbridge.intake.generator.lives import Life, Stay
from peerbridge.intake.generator.plan import Plan

__all__ = ["AFCARS_ONLY", "CSV_ONLY", "KINDS", "chosen", "plant"]


def _first(**texts: str) -> Callable[[Life], None]:
    """Change the first stay's texts."""

    def change(life: Life) -> None:
        life.stays[0] = replace(life.stays[0], **texts)

    return change


def _exit_before_removal(life: Life) -> None:
    stay = life.stays[0]
    life.stays[0] = replace(stay, exited="1999-12-31")


def _reason_without_exit(life: Life) -> None:
    life.stays[0] = replace(life.stays[0], exited="", code="1")


def _missing_record_number(life: Life) -> None:
    life.record = ""


def _missing_county(life: Life) -> None:
    life.stays = [replace(stay, county=f"{stay.county[:2]}999") for stay in life.stays]


def _malformed_county(life: Life) -> None:
    life.stays[0] = replace(life.stays[0], code_list="afcars_2020", code="1", county="19-1")


def _county_of_another_state(life: Life) -> None:
    stay = life.stays[0]
    other = "01001" if stay.county[:2] != "01" else "02020"
    life.stays[0] = replace(stay, code_list="afcars_2020", code="1", county=other)


def _duplicate_removal(life: Life) -> None:
    life.stays.append(replace(life.stays[0]))


def _removal_left_open(life: Life) -> None:
    first = life.stays[0]
    life.stays = [
        replace(first, code_list="afcars_2020", exited="", code=""),
        Stay("afcars_2020", first.exited, "", "", first.county),
    ]


def _nothing(_: Life) -> None:
    """The record is written twice; its texts are as they should be."""


KINDS: Final = MappingProxyType[str, Callable[[Life], None]](
    {
        "unknown_exit_code": _first(code="77"),
        "exit_before_removal": _exit_before_removal,
        "date_in_future": _first(exited="2999-01-01"),
        "malformed_date": _first(exited="2023-02-31"),
        "exit_without_reason": _first(code=""),
        "reason_without_exit": _reason_without_exit,
        "missing_record_number": _missing_record_number,
        "malformed_county": _malformed_county,
        "missing_county": _missing_county,
        "duplicate_record": _nothing,
        "county_of_another_state": _county_of_another_state,
        "duplicate_removal": _duplicate_removal,
        "removal_left_open": _removal_left_open,
        "missing_code_list": _first(code_list=""),
    }
)
"""Kind -> what it does to a child. All but two are refused by the rule of that name: missing_county waits for its
county, and duplicate_record is duplicate_row in a CSV file."""

AFCARS_ONLY: Final = frozenset({"county_of_another_state", "duplicate_removal", "removal_left_open"})
CSV_ONLY: Final = frozenset({"missing_code_list"})


def chosen(plan: Plan) -> dict[int, str]:
    """Which children carry which mistake."""
    kinds = [kind for kind, count in sorted(plan.mistakes.items()) for _ in range(count)]
    chance = Random(f"{plan.seed}/mistakes")  # noqa: S311  # nothing secret
    return dict(zip(chance.sample(range(plan.children), len(kinds)), kinds, strict=True))


def plant(life: Life, kind: str) -> Life:
    """The child with the mistake."""
    KINDS[kind](life)
    return life
