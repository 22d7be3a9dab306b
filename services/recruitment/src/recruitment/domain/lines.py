"""What a caller's report must hold beyond its types. A fact that breaks the same rules is kept instead, for a person to see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from recruitment.domain.errors import CountyNotYours
from recruitment.domain.reports import ClosureReport, Report, fault_of

__all__ = ["EARLIEST", "LineRefusal", "refusal_of"]

EARLIEST: Final = date(1900, 1, 1)
"""An older date is a typing error."""

SAID: Final = {
    "unknown_exit_code": "The exit reason is not in its code list. Send the number with the list it comes from.",
    "exit_before_removal": "The exit lies before the removal. Correct one of the dates.",
}


@dataclass(frozen=True, slots=True)
class LineRefusal:
    """Why a line cannot be taken: the rule it breaks, and what to do, never what it said."""

    rule: str
    reason: str


def refusal_of(report: Report, held: Collection[str], today: date) -> LineRefusal | None:
    """Why a caller who holds these counties may not send this report; None where they may."""
    if report.county not in held:
        return LineRefusal("county_not_yours", CountyNotYours(county=report.county).message)
    closed_on = report.closed_on if isinstance(report, ClosureReport) else None
    dates = [day for day in (report.opened_on, closed_on) if day is not None]
    if max(dates) > today:
        return LineRefusal("date_in_future", "A date lies in the future. Send the report when it has come.")
    if min(dates) < EARLIEST:
        return LineRefusal("malformed_date", f"A date lies before {EARLIEST.year}. Correct it.")
    fault = fault_of(report)
    return LineRefusal(fault, SAID[fault]) if fault else None
