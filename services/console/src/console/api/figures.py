"""The numbers as they are drawn: each with its label, its share of the widest and the address of the events that it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from console.api.labels import EXPLAINED, STAGE_LABELS
from console.domain.stages import FAMILY, FUNNEL

__all__ = ["Figure", "Filters", "figures", "funnel", "total"]

WIDEST = 100.0


@dataclass(frozen=True, slots=True)
class Filters:
    """What a page is narrowed to, as its address says."""

    county: str | None = None
    program: str | None = None

    def query(self, **more: str | None) -> str:
        """As a query; what is not given is left out."""
        told = {"county": self.county, "program": self.program, **more}
        return urlencode({name: value for name, value in told.items() if value})


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: how many, how wide its bar is, and what per cent of the step before it is (None: not compared)."""

    stage: str
    label: str
    explained: str
    count: int
    width: float
    of_previous: int | None
    of_families: bool
    href: str


def total(by_county: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Stage -> how many over all counties."""
    found: dict[str, int] = {}
    for numbers in by_county.values():
        for stage, n in numbers.items():
            found[stage] = found.get(stage, 0) + n
    return found


def figures(numbers: Mapping[str, int], stages: Sequence[str], filters: Filters) -> list[Figure]:
    """These stages' numbers in their order."""
    most = max((numbers.get(stage, 0) for stage in stages), default=0) or 1
    return [_figure(stage, numbers.get(stage, 0), most, None, filters) for stage in stages]


def funnel(numbers: Mapping[str, int], filters: Filters) -> list[Figure]:
    """The pipeline, each step beside the one before."""
    counts = [numbers.get(stage, 0) for stage in FUNNEL]
    most = max(counts) or 1
    before = [None if stage == FAMILY[0] else last for stage, last in zip(FUNNEL, [None, *counts], strict=False)]
    return [_figure(stage, n, most, last, filters) for stage, n, last in zip(FUNNEL, counts, before, strict=True)]


def _figure(stage: str, count: int, most: int, previous: int | None, filters: Filters) -> Figure:
    return Figure(
        stage=stage,
        label=STAGE_LABELS[stage],
        explained=EXPLAINED[stage],
        count=count,
        width=round(WIDEST * count / most, 2),
        of_previous=round(100 * count / previous) if previous else None,
        of_families=stage in FAMILY,
        href=f"/events?{filters.query(stage=stage)}",
    )
