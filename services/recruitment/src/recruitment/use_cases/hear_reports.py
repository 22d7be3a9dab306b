"""Reports that state systems publish. A fact is never refused: what cannot be used is kept on a person's list."""

from collections.abc import Sequence

from peerbridge.database.work import UnitOfWork
from peerbridge.events.envelope import county_is_missing
from peerbridge.events.intake import CaseClosedReported, CaseCorrectionReported, CaseOpenedReported
from recruitment.domain.reports import ClosureReport, OpeningReport, Report, waiting_county
from recruitment.use_cases.take_in_reports import take_in_reports

__all__ = ["hear_reports"]

Heard = CaseOpenedReported | CaseClosedReported | CaseCorrectionReported


async def hear_reports(work: UnitOfWork, heard: Sequence[Heard]) -> None:
    """Take in what was heard, in its order."""
    await take_in_reports(work, [_report(event) for event in heard], heard)


def _report(event: Heard) -> Report:
    if isinstance(event, CaseOpenedReported):
        return _opening(event)
    return ClosureReport(
        source=event.about.source,
        source_case=event.source_case,
        removal=event.removal,
        county=_county(event),
        case_type=event.case_type,
        parents=event.parents,
        exit=event.exit,
        opened_on=event.opened_on,
        closed_on=event.closed_on,
        code_list=event.code_list,
        exit_code=event.exit_reason,
        withdrawn=isinstance(event, CaseCorrectionReported) and event.withdrawn,
    )


def _opening(event: CaseOpenedReported) -> OpeningReport:
    return OpeningReport(
        source=event.about.source,
        source_case=event.source_case,
        removal=event.removal,
        county=_county(event),
        case_type=event.case_type,
        parents=event.parents,
        opened_on=event.opened_on,
    )


def _county(event: Heard) -> str:
    county = event.about.county
    return waiting_county(county, event.about.source, ()) if county_is_missing(county) else county
