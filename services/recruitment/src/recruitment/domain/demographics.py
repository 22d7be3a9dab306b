"""Whether partners reflect the families served, by language and by culture (P07); small counts of either are never told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final, Literal

__all__ = ["Dimension", "Gap", "Group", "gaps", "told_counts"]

Dimension = Literal["language", "culture"]
DIMENSIONS: Final[tuple[Dimension, ...]] = ("language", "culture")
Group = tuple[Dimension, str]


@dataclass(frozen=True, slots=True)
class Gap:
    """One group. None stands where so few families, or so few partners, are of it that the figure might show one.

    `needed`: further partners of this group with whom as many of all partners would be of it as of the families; it is
    told only where both counts are, since either could be reckoned out from it.
    """

    dimension: Dimension
    value: str
    families: int | None
    share: float | None
    partners: int | None
    needed: int | None


def gaps(served: Mapping[Group, int], partners: Mapping[Group, int], all_partners: int, least: int) -> Iterator[Gap]:
    """Every group of the families and of the partners, the largest need first, then by name.

    `least`: the fewest families, and the fewest partners, that are told (as `told_counts`).
    """
    families, told = told_counts(served, least), told_counts(partners, least)
    totals = {name: sum(n for (d, _), n in served.items() if d == name) for name in DIMENSIONS}
    found = [
        _gap(group, families.get(group, 0), told.get(group, 0), totals[group[0]], all_partners)
        for group in {**served, **partners}
    ]
    yield from sorted(found, key=lambda gap: (-(gap.needed or 0), gap.dimension, gap.value))


def told_counts(counts: Mapping[Group, int], least: int) -> dict[Group, int | None]:
    """Counts as they may be told: None for a small one.

    A lone small group of a dimension hides the next larger one too: with the others and the total it could be reckoned out.
    """
    hidden = {group for group, n in counts.items() if 0 < n < least}
    for name in DIMENSIONS:
        few = [group for group in hidden if group[0] == name]
        others = sorted((n, value) for (d, value), n in counts.items() if d == name and (d, value) not in hidden and n)
        if len(few) == 1 and others:
            hidden.add((name, others[0][1]))
    return {group: None if group in hidden else n for group, n in counts.items()}


def _gap(group: Group, families: int | None, partners: int | None, total: int, all_partners: int) -> Gap:
    share = families / total if families is not None and total else None
    needed = None if share is None or partners is None else max(0, ceil(share * all_partners) - partners)
    return Gap(group[0], group[1], families, None if share is None else round(share, 3), partners, needed)
