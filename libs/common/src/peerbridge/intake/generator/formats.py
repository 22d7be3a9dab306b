"""A child as text: an AFCARS record of the 2020 rule, or the rows of a CSV file."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from peerbridge.intake.csv_files import COLUMNS
from peerbridge.intake.generator.lives import Life, Stay
from peerbridge.intake.generator.plan import Plan

__all__ = ["FORMATS", "Format"]


@dataclass(frozen=True, slots=True)
class Format:
    """How a kind of file begins, says one child, and ends. `rows`: how many rows of it a wrong child spoils."""

    head: Callable[[Plan], str]
    child: Callable[[Life, Plan], str]
    tail: str
    whole_records: bool


def _afcars_head(plan: Plan) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<acf:data xmlns:acf="http://www.acf.hhs.gov">\n'
        f"<E1_title_iv_agency>{plan.state}</E1_title_iv_agency>\n"
        f"<E2_report_date>{plan.until:%Y%m}</E2_report_date>\n<records>\n"
    )


def _afcars_child(life: Life, _: Plan) -> str:
    stays = "".join(map(_removal, reversed(life.stays)))
    return (
        f"<record>\n<E4_child_record_number>{life.record}</E4_child_record_number>\n"
        f"<E69_E186_removals>\n{stays}</E69_E186_removals>\n</record>\n"
    )


def _removal(stay: Stay) -> str:
    removed, exited = stay.removed.replace("-", ""), stay.exited.replace("-", "")
    if stay.code_list == "afcars_1993":
        return (
            f"<removal_1993>\n<E69_removal_date>{removed}</E69_removal_date>\n"
            f"<E153_exit_date>{exited}</E153_exit_date>\n"
            f"<E155_exit_reason>{stay.code}</E155_exit_reason>\n</removal_1993>\n"
        )
    code = stay.code if exited or stay.code else "9"
    return (
        f"<removal_2020>\n<E69_removal_date>{removed}</E69_removal_date>\n"
        f"<E70_removal_transaction_date>{removed}</E70_removal_transaction_date>\n"
        f"<E71_removal_environment>1</E71_removal_environment>\n"
        f"<E3_local_agency>{stay.county}</E3_local_agency>\n<E153_exit_date>{exited}</E153_exit_date>\n"
        f"<E154_exit_transaction_date>{exited}</E154_exit_transaction_date>\n"
        f"<E155_exit_reason>{code}</E155_exit_reason>\n</removal_2020>\n"
    )


def _csv_child(life: Life, plan: Plan) -> str:
    return "".join(
        f"{plan.source},{life.record},{number},{'1' if stay.exited else ''},{stay.removed},{stay.exited},"
        f"{stay.code_list},{stay.code},{stay.county},{life.case_type},{' '.join(life.parents)}\n"
        for number, stay in enumerate(life.stays, start=1)
    )


FORMATS: Final = MappingProxyType(
    {
        "afcars": Format(_afcars_head, _afcars_child, "</records>\n</acf:data>\n", whole_records=True),
        "csv": Format(lambda _: ",".join(COLUMNS) + "\n", _csv_child, "", whole_records=False),
    }
)
