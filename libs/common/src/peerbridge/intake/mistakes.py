"""The rules a row can break. Each has a name that never changes, what is wrong in words, and what to do."""

from types import MappingProxyType
from typing import Final

from peerbridge.intake.rows import Refusal
from peerbridge.intake.words import shown

__all__ = ["REMEDIES", "Mistake"]

REMEDIES: Final = MappingProxyType(
    {
        "missing_record_number": "Give the record its child record number; without it no case can be known again.",
        "malformed_record_number": "Use 1 to 64 of A-Z a-z 0-9 . _ : / # + = ~ - and no blanks.",
        "missing_removal": "Give the record its removals, or leave the child out.",
        "duplicate_record": "Keep one record for each child; the first was taken.",
        "duplicate_removal": "Keep one removal for each removal date; the first was taken.",
        "duplicate_row": "Keep one row for each source, case, removal and exit; the first was taken.",
        "too_many_removals": "Split the record: one child with that many removals is taken for an error.",
        "given_twice": "Give each element of a removal once.",
        "missing_date": "Give the date as YYYYMMDD (a CSV file: YYYY-MM-DD).",
        "malformed_date": "Give a date of the calendar, from 1900 on, as YYYYMMDD (a CSV file: YYYY-MM-DD).",
        "date_in_future": "Correct the date, or import the file when the date has come.",
        "exit_before_removal": "Correct the removal date or the exit date.",
        "exit_without_reason": "Give the exit its reason code.",
        "reason_without_exit": "Give the exit date, or the code that says not applicable.",
        "removal_left_open": "Give the earlier removal its exit date: a child cannot be removed twice at once.",
        "unknown_exit_code": "Use a code of the list the row names; the lists differ from 6 on.",
        "missing_code_list": "Say afcars_2020 or afcars_1993: the same number means different things in them.",
        "unknown_code_list": "Say afcars_2020 or afcars_1993.",
        "malformed_county": "Give five digits (FIPS, leading zero kept), or XX999 where it is missing.",
        "county_of_another_state": "Give a county of the agency's own state.",
        "unknown_case_type": "Say dependency or non_dependency.",
        "malformed_id": "Use 1 to 64 of A-Z a-z 0-9 . _ : / # + = ~ - and no blanks; ids only, never names.",
        "too_many_parents": "Name at most 20 parents, separated by blanks.",
        "wrong_number_of_fields": "Give each row as many fields as the header has; quote a field that holds a comma.",
        "missing_value": "Give the row a value in each column that is needed.",
        "malformed_person": "Give the id that this system knows the person by, as a UUID.",
        "unknown_modality": "Say in_person or virtual, or leave it empty.",
        "impossible_hours": "Give the hours as a number such as 7.5, above 0 and at most 10000.",
        "end_before_start": "Correct the day it started or the day it was completed.",
        "malformed_quoting": "Double the quotes inside a quoted field.",
    }
)  # fmt: skip
"""Rule -> what to do about it."""


class Mistake(Exception):
    """A row breaks a rule. Raised where it is seen, turned into a refusal where the row's place is known."""

    def __init__(self, rule: str, problem: str, line: int | None = None) -> None:
        """`rule` is a key of REMEDIES; `line` only where it is better known than the row's own."""
        super().__init__(problem)
        self.rule = rule
        self.problem = problem
        self.line = line

    def refusal(self, line: int, record: str) -> Refusal:
        """This mistake as a row of the result."""
        return Refusal(
            line=self.line or line,
            record=shown(record),
            rule=self.rule,
            problem=self.problem,
            remedy=REMEDIES[self.rule],
        )
