"""What a row of the benchmark is: its runs, how often, and which figures have a gate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

__all__ = ["Figure", "Row", "Run"]

Values = Mapping[tuple[str, str], Sequence[float]]  # by row and variant, in the order measured


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement, in a process of its own: `python -m MODULE VARIANT ADMIN_URL BOOTSTRAP NUMBER`."""

    module: str
    variant: str
    number: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with a gate: a variant's median or, with `under`, its ratio to another variant's median.

    `by_run`: the median of the runs' own ratios, for rows whose one process measures both in turn.
    """

    name: str
    gate: str
    over: str
    under: str = ""
    about: str = ""  # the figure is this key of the samples' `about`, an exact count, not the measured value
    by_run: bool = False
    row: str = ""  # set by its row

    @property
    def limit(self) -> float:
        """The gate's number."""
        return float(self.gate.split()[1].replace(",", ""))

    def of(self, values: Values) -> float | None:
        """From what was measured; None where that is missing."""
        over = values.get((self.row, f"{self.over}.{self.about}" if self.about else self.over), ())
        under = values.get((self.row, self.under), ()) if self.under else [1.0] * len(over)
        if not over or not under:
            return None
        if self.by_run:
            return median(a / b for a, b in zip(over, under, strict=True))
        return median(over) / median(under)


class Row:
    """A row: its runs in turn, its figures, how often it runs where not as often as all, and how long one run may take."""

    def __init__(self, name: str, *parts: Run | Figure, repeats: int | None = None, seconds: int = 300) -> None:
        self.name, self.repeats, self.seconds = name, repeats, seconds
        self.runs = [part for part in parts if isinstance(part, Run)]
        self.figures = [
            replace(part, name=f"{name}: {part.name}", row=name) for part in parts if isinstance(part, Figure)
        ]
