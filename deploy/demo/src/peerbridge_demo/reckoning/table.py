"""The pipeline as a person reads it: a programme's counties side by side, one line for each place where somebody can be."""

from collections.abc import Iterator, Mapping

from peerbridge_demo.reckoning.difference import Count, Key
from peerbridge_demo.reckoning.places import PLACES, SCREENING

__all__ = ["table"]

WIDEST = 26


def table(places: Mapping[Key, Count], names: Mapping[str, str]) -> Iterator[str]:
    """The lines, by programme. `names`: what a county is called."""
    for program in sorted({key.program for key in places}):
        yield from _of_program(program, {k: c.number for k, c in places.items() if k.program == program}, names)


def _of_program(program: str, numbers: Mapping[Key, int], names: Mapping[str, str]) -> Iterator[str]:
    counties = sorted({key.county for key in numbers})
    heads = [*(names.get(county, county) for county in counties), "all"]
    yield ""
    yield f"{program:<{WIDEST}}" + "".join(f"{head:>{max(len(head) + 2, 8)}}" for head in heads)
    for stage in _stages({key.stage for key in numbers}):
        row = [sum(n for key, n in numbers.items() if (key.county, key.stage) == (c, stage)) for c in counties]
        yield _line(stage, [*row, sum(row)], heads)
    every = [sum(n for key, n in numbers.items() if key.county == county) for county in counties]
    yield _line("everybody", [*every, sum(every)], heads)


def _line(name: str, numbers: list[int], heads: list[str]) -> str:
    cells = (f"{number or '·':>{max(len(head) + 2, 8)}}" for number, head in zip(numbers, heads, strict=True))
    return f"  {name:<{WIDEST - 2}}" + "".join(cells)


def _stages(found: set[str]) -> list[str]:
    """All places in the order of the way; of the screening the steps that there are; what has no place at all comes last."""
    ordered = [
        stage
        for place in PLACES
        for stage in (sorted(each for each in found if each.startswith(SCREENING)) if place == SCREENING else [place])
    ]
    return [*ordered, *sorted(found - set(ordered))]
