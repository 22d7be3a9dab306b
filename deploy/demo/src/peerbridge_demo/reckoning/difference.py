"""What the system shows beside what the events count: every difference, with county, programme, stage and the events."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

__all__ = ["Count", "Difference", "Key", "differences"]

MOST: Final = 3  # of what is missing and of what is too much: enough to look it up


class Key(NamedTuple):
    """Which number: the list or page that shows it, county, programme (empty: none), stage."""

    shown_by: str
    county: str
    program: str
    stage: str


@dataclass(frozen=True, slots=True)
class Count:
    """A number, and where it can be told what it counts."""

    number: int
    things: Mapping[str, str] | None = None
    """Id -> in words what is known of it; None where only a number is shown."""

    @classmethod
    def of(cls, things: Mapping[str, str]) -> "Count":
        """As many as there are things."""
        return cls(len(things), things)


NONE: Final = Count(0, {})


@dataclass(frozen=True, slots=True)
class Difference:
    """One number that is not what the events say."""

    key: Key
    shown: Count
    reckoned: Count

    def __str__(self) -> str:
        """In words, with what is missing and what is too much."""
        by, county, program, stage = self.key
        where = f"{by}: {stage} in {county}" + (f", {program}" if program else "")
        return "\n".join([f"{where}: {self.shown.number} shown, {self.reckoned.number} by the events", *self._why()])

    def _why(self) -> Iterator[str]:
        reckoned, shown = self.reckoned.things or {}, self.shown.things
        if shown is None:
            yield from (f"    counted: {told}" for told in list(reckoned.values())[-MOST:])
            return
        missing = [f"{thing} ({told})" for thing, told in reckoned.items() if thing not in shown]
        beyond = [f"{thing} ({told})" for thing, told in shown.items() if thing not in reckoned]
        yield from (f"    not shown: {each}" for each in missing[:MOST])
        yield from (f"    no event says so: {each}" for each in beyond[:MOST])


def differences(shown: Mapping[Key, Count], reckoned: Mapping[Key, Count]) -> list[Difference]:
    """Every number that differs, in order; one that only one side knows is nought on the other."""
    found = []
    for key in sorted({*shown, *reckoned}):
        left, right = shown.get(key, NONE), reckoned.get(key, NONE)
        same = left.things is None or set(left.things) == set(right.things or ())
        if left.number != right.number or not same:
            found.append(Difference(key, left, right))
    return found
