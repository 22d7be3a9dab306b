"""What a source says of a removal or an exit, and what taking it in makes of a case: accepted, unchanged or corrected.

The same report again changes nothing, a different one corrects; a report that does not say the county does not unsay it.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from peerbridge.events.codes import CaseType, CodeList
from peerbridge.events.envelope import county_is_missing
from peerbridge.events.exits import exit_reason
from recruitment.domain.cases import Case, Closure, Removal

__all__ = ["ClosureReport", "OpeningReport", "Outcome", "Report", "fault_of", "take_in", "told", "waiting_county"]


AGENCY: Final = re.compile(r"afcars:([0-9]{2})", re.ASCII)
"""How a source is called that is a state's agency: AFCARS element E1."""


class Outcome(StrEnum):
    """What became of a report."""

    ACCEPTED = "accepted"
    UNCHANGED = "unchanged"
    CORRECTED = "corrected"
    WAITING = "waiting_for_county"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What every report names. `county`: five digits, `<state>999` where it is missing; `parents`: the source's own ids."""

    source: str
    source_case: str
    removal: str
    county: str
    case_type: CaseType
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningReport(Reported):
    """A removal began and is open."""

    opened_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureReport(Reported):
    """A removal ended with an exit; or, where withdrawn, did not."""

    exit: str
    opened_on: date | None
    closed_on: date
    code_list: CodeList
    exit_code: int
    referred: bool = True
    withdrawn: bool = False


Report = OpeningReport | ClosureReport


def take_in(case: Case, report: Report, parents: tuple[UUID, ...], fresh: UUID) -> tuple[Case, Outcome]:
    """The case after a report whose parents have these ids of ours; `fresh` becomes the id of an exit not known before."""
    if isinstance(report, OpeningReport):
        return _take_opening(case, report, parents)
    return _take_closure(case, report, parents, fresh)


def fault_of(report: Report) -> str | None:
    """The rule that a report breaks so that it cannot be used; None where it can."""
    if isinstance(report, OpeningReport):
        return None
    if exit_reason(report.code_list, report.exit_code) is None:
        return "unknown_exit_code"
    if report.opened_on and report.closed_on < report.opened_on:
        return "exit_before_removal"
    return None


def waiting_county(said: str, source: str, held: tuple[str, ...]) -> str:
    """The pseudo county of a report whose county is missing: `<state>999`, or 00999 where not even the state is known.

    The state is what the report says, else the reporting agency's (`afcars:53`), else the one state of the caller's counties.
    """
    if said[:2].isdigit():
        return said
    agency = AGENCY.fullmatch(source)
    if agency:
        return f"{agency[1]}999"
    states = {county[:2] for county in held}
    return f"{states.pop()}999" if len(states) == 1 else "00999"


def _take_opening(case: Case, report: OpeningReport, parents: tuple[UUID, ...]) -> tuple[Case, Outcome]:
    known = case.removals.get(report.removal)
    said = Removal(
        removal=report.removal,
        said_county=_county(report, known),
        opened_on=report.opened_on,
        case_type=report.case_type,
        parents=parents,
    )
    return case.with_removal(said), _outcome(known, said)


def _take_closure(case: Case, report: ClosureReport, parents: tuple[UUID, ...], fresh: UUID) -> tuple[Case, Outcome]:
    known = case.closures.get((report.removal, report.exit))
    said = Closure(
        id=known.id if known else fresh,
        told=known.told if known else False,
        removal=report.removal,
        exit=report.exit,
        said_county=_county(report, known),
        opened_on=report.opened_on,
        closed_on=report.closed_on,
        code_list=report.code_list,
        exit_code=report.exit_code,
        case_type=report.case_type,
        referred=report.referred,
        parents=parents,
        withdrawn=report.withdrawn,
        fault=fault_of(report),
    )
    return case.with_closure(said), _outcome(known, said)


def _county(report: Report, known: Removal | Closure | None) -> str:
    if known is not None and county_is_missing(report.county) and not county_is_missing(known.said_county):
        return known.said_county
    return report.county


def _outcome(known: Removal | Closure | None, said: Removal | Closure) -> Outcome:
    if known is None:
        return Outcome.ACCEPTED
    return Outcome.UNCHANGED if known == said else Outcome.CORRECTED


def told(case: Case) -> Case:
    """The case after its standing exits were announced; of one that waits for its county none is."""
    if case.waiting:
        return case
    closures = {key: replace(each, told=each.told or each.stands) for key, each in case.closures.items()}
    return replace(case, closures=closures)
