"""A row as a picture: a bar to each variant's median, a dot per run, its gates as dashed lines; readable on light and on dark."""

from collections.abc import Sequence
from html import escape
from statistics import median
from typing import Any, Final

from bench.rows import Figure

__all__ = ["plot"]

LEFT, WIDTH, RIGHT, LINE, TOP = 150, 460, 190, 38, 44  # pixels
STYLE: Final = (
    "<style>text{font:13px sans-serif;fill:#1f2328}.title{font-weight:bold}.bar{fill:#9ec5e8}.dot{fill:#0b4f8a}"
    ".gate{stroke:#b3261e;stroke-width:2;stroke-dasharray:5 3}.said{fill:#b3261e;font-size:11px}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.bar{fill:#2f5d8a}.dot{fill:#a5d0ff}"
    ".gate{stroke:#ff8a80}.said{fill:#ff8a80}}</style>"
)


def plot(row: str, samples: Sequence[dict[str, Any]], gated: Sequence[Figure]) -> str:
    """The SVG of one row; each unit has a scale of its own. A gate that is a ratio stands at so many times the other's median."""
    found: dict[tuple[str, str], list[float]] = {}
    for sample in samples:
        if sample["row"] == row:
            found.setdefault((sample["variant"], sample["unit"]), []).append(sample["value"])
    medians = {variant: median(values) for (variant, _), values in found.items()}
    gates = {variant: _gates(variant, gated, medians) for variant in medians}
    most: dict[str, float] = {}
    for (variant, unit), values in found.items():
        most[unit] = max([most.get(unit, 0.0), *values, *(at for at, _ in gates[variant])]) or 1.0
    height = TOP + LINE * len(found) + 6
    lines = [f'<text class="title" x="8" y="22">{escape(row)}</text>']
    for n, ((variant, unit), values) in enumerate(found.items()):
        lines += _variant(TOP + n * LINE, f"{variant}", unit, values, gates[variant], WIDTH / most[unit])
    wide = LEFT + WIDTH + RIGHT
    said = f"{row}: " + ", ".join(f"{variant} {value:,.4g}" for variant, value in medians.items())
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {height}" width="{wide}" role="img">'
    return "\n".join([head, f"<title>{escape(said)}</title>", STYLE, *lines, "</svg>"]) + "\n"


def _gates(variant: str, gated: Sequence[Figure], medians: dict[str, float]) -> list[tuple[float, str]]:
    """Where this variant's gates stand in its own unit, and what they are called."""
    mine = [figure for figure in gated if figure.over == variant and not figure.about]
    return [
        (figure.limit * medians.get(figure.under, 1.0), f"{figure.gate} × {figure.under}".removesuffix(" × "))
        for figure in mine
        if not figure.under or figure.under in medians
    ]


def _variant(
    y: int, name: str, unit: str, values: Sequence[float], gates: Sequence[tuple[float, str]], scale: float
) -> list[str]:
    """One line of the picture."""
    middle = median(values)
    told = f"{middle:,.3g}" if middle < 100 else f"{middle:,.0f}"  # noqa: PLR2004 (three digits)
    return [
        f'<text x="{LEFT - 8}" y="{y + 18}" text-anchor="end">{escape(name)}</text>',
        f'<rect class="bar" x="{LEFT}" y="{y + 4}" width="{max(1.0, middle * scale):.1f}" height="20"/>',
        *(f'<circle class="dot" cx="{LEFT + value * scale:.1f}" cy="{y + 14}" r="3"/>' for value in values),
        *(
            f'<line class="gate" x1="{LEFT + at * scale:.1f}" x2="{LEFT + at * scale:.1f}" y1="{y}" y2="{y + 28}"/>'
            f'<text class="said" x="{LEFT + at * scale:.1f}" y="{y + (38 if n % 2 else -2)}" text-anchor="middle">{escape(said)}</text>'
            for n, (at, said) in enumerate(gates)
        ),
        f'<text x="{LEFT + WIDTH + 12}" y="{y + 18}">{told} {escape(unit)}</text>',
    ]
