"""The rules of one row of a CSV file: texts in, an opening or a closure out, or a named mistake."""

from datetime import date
from typing import Final

from peerbridge.intake.mistakes import Mistake
from peerbridge.intake.rows import ONLY_EXIT, Closure, Opening
from peerbridge.intake.values import case_type_of, code_list_of, code_of, county_of, date_of, past, source_id

__all__ = ["row_of"]

_MOST_PARENTS: Final = 20  # as the reports' own contract has it


def row_of(line: int, fields: dict[str, str], source: str | None, today: date) -> Opening | Closure:
    """One row. `source` stands for an empty or absent column. Raises: Mistake."""
    closed_on = _date(fields, "closed_on", today)
    opened_on = _date(fields, "opened_on", today)
    if closed_on is None:
        return _opening(line, fields, source, opened_on)
    if opened_on is not None and closed_on < opened_on:
        raise Mistake("exit_before_removal", f"It closed on {closed_on}, before it opened on {opened_on}.")
    code_list = code_list_of(fields["code_list"])
    if not fields["exit_reason"]:
        raise Mistake("exit_without_reason", f"The exit on {closed_on} has no reason.")
    return Closure(
        line=line,
        source=_source(fields, source),
        source_case=_case(fields),
        removal=source_id(fields["removal"] or "1", "removal"),
        exit=source_id(fields.get("exit") or ONLY_EXIT, "exit"),
        county=county_of(fields["county"], None),
        case_type=case_type_of(fields.get("case_type") or "dependency"),
        parents=_parents(fields.get("parents", "")),
        opened_on=opened_on,
        closed_on=closed_on,
        code_list=code_list,
        exit_reason=code_of(fields["exit_reason"], code_list),
    )


def _opening(line: int, fields: dict[str, str], source: str | None, opened_on: date | None) -> Opening:
    """A removal that is open. Raises: Mistake."""
    if fields["exit_reason"] not in {"", "0", "9"}:
        raise Mistake("reason_without_exit", "The row has an exit reason and no closed_on.")
    if opened_on is None:
        raise Mistake("missing_date", "The row has neither opened_on nor closed_on.")
    return Opening(
        line=line,
        source=_source(fields, source),
        source_case=_case(fields),
        removal=source_id(fields["removal"] or "1", "removal"),
        county=county_of(fields["county"], None),
        case_type=case_type_of(fields.get("case_type") or "dependency"),
        parents=_parents(fields.get("parents", "")),
        opened_on=opened_on,
    )


def _source(fields: dict[str, str], source: str | None) -> str:
    return source_id(fields.get("source") or source or "", "source")


def _case(fields: dict[str, str]) -> str:
    if not fields["source_case"]:
        raise Mistake("missing_record_number", "The row has no source_case.")
    return source_id(fields["source_case"], "source_case", rule="malformed_record_number")


def _parents(text: str) -> tuple[str, ...]:
    """Person ids of the source's own, each once. Raises: Mistake."""
    ids = tuple(dict.fromkeys(text.split()))
    if len(ids) > _MOST_PARENTS:
        raise Mistake("too_many_parents", f"The row names {len(ids)} parents.")
    return tuple(source_id(each, "parent") for each in ids)


def _date(fields: dict[str, str], column: str, today: date) -> date | None:
    text = fields[column]
    return past(date_of(text, column), column, today) if text else None
