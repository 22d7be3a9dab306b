"""The rules of one AFCARS record: values in, rows out. An exit is a closure; an open removal is an opening."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from peerbridge.intake.dated import Dated, dated
from peerbridge.intake.mistakes import Mistake
from peerbridge.intake.raw import RawRecord, RawRemoval
from peerbridge.intake.rows import ONLY_EXIT, Closure, Opening, Refusal, Row
from peerbridge.intake.values import code_of, county_of, source_id

__all__ = ["Context", "rows_of"]

_NO_EXIT = {"afcars_2020": {"", "9"}, "afcars_1993": {"", "0", "9"}}  # codes beside an empty exit date


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for a whole file. `state`: the agency's two digits, None for a tribal agency."""

    source: str
    state: str | None
    today: date


def rows_of(record: RawRecord, context: Context) -> Iterator[Row]:
    """The rows of one record, exits and the open removal in order of their removal dates, refusals among them."""
    try:
        case = _case_of(record)
    except Mistake as mistake:
        yield mistake.refusal(record.line, record.number)
        return
    sound: list[Dated] = []
    for removal in record.removals:
        try:
            sound.append(_new(dated(removal, context.today), sound))
        except Mistake as mistake:
            yield mistake.refusal(removal.line, case)
    sound.sort(key=lambda removal: removal.removed_on)
    teller = _latest_with_county(record)
    for each in sound:
        yield _row(each, sound[-1], teller, case, context)


def _case_of(record: RawRecord) -> str:
    """The case's id. Raises: Mistake."""
    if not record.number:
        raise Mistake("missing_record_number", "The record has no child record number (E4).")
    if not record.removals:
        raise Mistake("missing_removal", "The record has no removal.")
    if record.too_many:
        raise Mistake("too_many_removals", "The record has more than 100 removals.")
    return source_id(record.number, "child record number", rule="malformed_record_number")


def _new(removal: Dated, before: list[Dated]) -> Dated:
    """The removal, if its date is new in the record: the date is what it is known by. Raises: Mistake."""
    if any(other.removed_on == removal.removed_on for other in before):
        raise Mistake("duplicate_removal", f"The record has two removals on {removal.removed_on}.")
    return removal


def _latest_with_county(record: RawRecord) -> RawRemoval | None:
    """The record's latest removal that says a local agency (E3); removals of the 1993 rule say none."""
    tellers = (removal for removal in record.removals if removal.texts.get("E3"))
    return max(tellers, key=lambda removal: removal.texts.get("E69", ""), default=None)


def _row(
    removal: Dated, latest: Dated, teller: RawRemoval | None, case: str, context: Context
) -> Opening | Closure | Refusal:
    """One removal as its row. `latest` is the record's last, `teller` the one that says the county for the others."""
    try:
        county = _county(removal.raw, teller, context.state)
        if removal.exited_on is None:
            return _opening(removal, latest, case, county, context)
        return _closure(removal, removal.exited_on, case, county, context)
    except Mistake as mistake:
        return mistake.refusal(removal.raw.line, case)


def _county(removal: RawRemoval, latest: RawRemoval | None, state: str | None) -> str:
    """The removal's local agency (E3), else that of the record's latest removal. Raises: Mistake."""
    teller = removal if removal.texts.get("E3") else latest
    if teller is None:
        return county_of("", state)
    with teller.at("E3"):
        return county_of(teller.texts["E3"], state)


def _opening(removal: Dated, latest: Dated, case: str, county: str, context: Context) -> Opening:
    """An open removal. Raises: Mistake."""
    code = removal.raw.texts.get("E155", "")
    if code not in _NO_EXIT[removal.raw.code_list]:
        problem = f"The removal has the exit reason {code[:4]!r} and no exit date."
        raise Mistake("reason_without_exit", problem, removal.raw.lines["E155"])
    if removal is not latest:
        problem = f"The removal on {removal.removed_on} is open, and a later one began on {latest.removed_on}."
        raise Mistake("removal_left_open", problem)
    return Opening(
        line=removal.raw.line,
        source=context.source,
        source_case=case,
        removal=removal.removed_on.isoformat(),
        county=county,
        case_type="dependency",
        opened_on=removal.removed_on,
    )


def _closure(removal: Dated, exited_on: date, case: str, county: str, context: Context) -> Closure:
    """An exit. Raises: Mistake."""
    raw = removal.raw
    code = raw.texts.get("E155", "")
    if not code:
        raise Mistake("exit_without_reason", f"The exit on {exited_on} has no reason (E155).")
    with raw.at("E155"):
        number = code_of(code, raw.code_list)
    return Closure(
        line=raw.line,
        source=context.source,
        source_case=case,
        removal=removal.removed_on.isoformat(),
        exit=ONLY_EXIT,
        county=county,
        case_type="dependency",
        opened_on=removal.removed_on,
        closed_on=exited_on,
        code_list=raw.code_list,
        exit_reason=number,
    )
