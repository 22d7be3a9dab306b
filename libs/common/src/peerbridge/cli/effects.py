"""Whom a policy would affect, as lines that a person reads before they apply it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

__all__ = ["effect_lines"]

CHANGES: Final = {
    "newly_eligible": "newly eligible",
    "no_longer_eligible": "no longer eligible",
    "sooner": "sooner",
    "later": "later",
}
STAY: Final = {"in_pool": "in the pool", "applications": "applying", "partners": "certified"}


def effect_lines(counties: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """All counties together, then each; nothing of what is nought."""
    if not counties:
        yield "It affects nobody: no parent of its counties is known."
        return
    total = {name: sum(each[name] for each in counties) for name in (*CHANGES, *STAY)}
    yield f"in all: {_told(total)}"
    for each in counties:
        yield f"{each['county']}: {_told(each)}"


def _told(numbers: Mapping[str, Any]) -> str:
    changes = _counted(numbers, CHANGES) or "no parent's time to be asked changes"
    stay = _counted(numbers, STAY)
    return f"{changes}; stay as decided: {stay}" if stay else changes


def _counted(numbers: Mapping[str, Any], words: Mapping[str, str]) -> str:
    return ", ".join(f"{numbers[name]} {said}" for name, said in words.items() if numbers[name])
