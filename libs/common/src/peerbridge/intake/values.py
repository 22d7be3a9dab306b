"""Single values of a file: text in, value out, or a named mistake. Sources: 45 CFR 1355.44 (AFCARS 2020), EVENTS.md."""

import re
from datetime import date
from typing import Final, cast, get_args

from pydantic import TypeAdapter, ValidationError

from peerbridge.events.codes import CaseType, CodeList
from peerbridge.events.envelope import county_is_missing
from peerbridge.events.exits import EXIT_REASONS
from peerbridge.events.fields import SourceId
from peerbridge.intake.mistakes import Mistake
from peerbridge.intake.words import shown

__all__ = ["case_type_of", "code_list_of", "code_of", "county_of", "date_of", "past", "source_id"]

_SOURCE_ID: Final[TypeAdapter[str]] = TypeAdapter(SourceId)
_DATE: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})", re.ASCII)
_CODE: Final = re.compile(r"\d{1,2}", re.ASCII)
_COUNTY: Final = re.compile(r"\d{5}", re.ASCII)
_CASE_TYPES: Final = get_args(get_args(CaseType)[0])
_FEW_RECORDS: Final = "8"  # AFCARS' public files: a county with fewer than 1,000 records (PRACTICES, small counts)
_EARLIEST: Final = date(1900, 1, 1)  # older is a typing error, and too near the calendar's edge to reckon with


def source_id(value: str, what: str, rule: str = "malformed_id") -> str:
    """An outside system's id. Raises: Mistake."""
    try:
        return _SOURCE_ID.validate_python(value)
    except ValidationError:
        raise Mistake(rule, f"The {what} {shown(value)!r} is no id.") from None


def date_of(value: str, what: str) -> date:
    """A date of the calendar, from 1900 on. Raises: Mistake."""
    found = _DATE.fullmatch(value)
    try:
        day = date(*map(int, found.groups())) if found else date.min
    except ValueError:
        day = date.min
    if day < _EARLIEST:
        raise Mistake("malformed_date", f"The {what} {shown(value)!r} is no date.")
    return day


def past(day: date, what: str, today: date) -> date:
    """A date that has come. Raises: Mistake."""
    if day > today:
        raise Mistake("date_in_future", f"The {what} {day} is after {today}.")
    return day


def code_of(value: str, code_list: CodeList) -> int:
    """An exit reason's number, known in its list. Raises: Mistake."""
    code = int(value) if _CODE.fullmatch(value) else -1
    if code not in EXIT_REASONS[code_list]:
        raise Mistake("unknown_exit_code", f"The exit reason {shown(value)!r} is not in the list {code_list}.")
    return code


def code_list_of(value: str) -> CodeList:
    """Whose numbers the exit reasons are. A record that does not say is refused (EVENTS.md). Raises: Mistake."""
    if not value:
        raise Mistake("missing_code_list", "The row does not say whose exit codes it uses.")
    if value not in EXIT_REASONS:
        raise Mistake("unknown_code_list", f"There is no code list {shown(value)!r}.")
    return cast("CodeList", value)


def case_type_of(value: str) -> CaseType:
    """The kind of case (P04). Raises: Mistake."""
    if value not in _CASE_TYPES:
        raise Mistake("unknown_case_type", f"There is no case type {shown(value)!r}.")
    return cast("CaseType", value)


def county_of(value: str, state: str | None) -> str:
    """Five-digit FIPS; `<state>999`, or XX999 where not even the state is known, when the source does not say.

    Not said: nothing at all, 999 (AFCARS), `8` or 000 (counties hidden for their small counts). `state`: the
    reporting agency's two digits, None where it is no state. Raises: Mistake.
    """
    if value in {"", _FEW_RECORDS}:
        return f"{state or 'XX'}999"
    if value[2:] == "000" and county_is_missing(f"{value[:2]}999"):
        return f"{value[:2]}999"
    if not _COUNTY.fullmatch(value) and not county_is_missing(value):
        raise Mistake("malformed_county", f"The county {shown(value)!r} is no FIPS code.")
    if state and value[:2] not in {state, "XX"}:
        raise Mistake("county_of_another_state", f"The county {value} is not in state {state}.")
    return value
