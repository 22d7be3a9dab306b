"""What depends on a match: its programme is the match's, and nothing of it is waited for once the match has ended.

The two facts come from another topic, in any order; whichever comes last settles it (P43, DELIVERY "In" 5).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from console.domain.marks import Mark
from console.domain.stages import OPEN

__all__ = ["BEGUN", "ENDED", "settle", "touched_matches"]

BEGUN, ENDED = "match", "match_end"
Place = tuple[str, UUID, str]


def settle(marks: Iterable[Mark], matches: Iterable[Mark]) -> list[Mark]:
    """The same marks, as the marks of their matches (`BEGUN` and `ENDED`, of the same county) let them stand."""
    known: Mapping[Place, Mark] = {(m.slot, m.match, m.county): m for m in matches if m.match is not None}
    return [_settled(mark, known) for mark in marks]


def _settled(mark: Mark, known: Mapping[Place, Mark]) -> Mark:
    if mark.match is None:
        return mark
    begun = known.get((BEGUN, mark.match, mark.county))
    program = mark.program or (begun.program if begun else "")
    over = mark.state in OPEN and (ENDED, mark.match, mark.county) in known
    return replace(
        mark, program=program, case=mark.case or (begun.case if begun else None), state=None if over else mark.state
    )


def touched_matches(marks: Iterable[Mark]) -> tuple[list[UUID], list[UUID]]:
    """All matches that these marks name, and those of them that begin or end here."""
    named = {mark.match: mark.slot in (BEGUN, ENDED) for mark in sorted(marks, key=_turns) if mark.match is not None}
    return sorted(named), sorted(match for match, turns in named.items() if turns)


def _turns(mark: Mark) -> bool:
    return mark.slot in (BEGUN, ENDED)
