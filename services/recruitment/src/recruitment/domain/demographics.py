"""Whether partners reflect the families served, by language and by culture (P07); small counts of families are never told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final, Literal

__all__ = ["Dimension", "Gap", "Group", "gaps", "told_count"]

Dimension = Literal["language", "culture"]
DIMENSIONS: Final[tuple[Dimension, ...]] = ("language", "culture")
Group = tuple[Dimension, str]


@dataclass(frozen=True, slots=True)
class Gap:
    """One group. `families`, `share`, `needed`: None where so few families are of it that the figure might show one.

    `needed`: further partners of this group with whom as many of all partners would be of it as of the families.
    """

    dimension: Dimension
    value: str
    families: int | None
    share: float | None
    partners: int
    needed: int | None


def gaps(served: Mapping[Group, int], partners: Mapping[Group, int], all_partners: int, least: int) -> Iterator[Gap]:
    """Every group of the families and of the partners, the largest need first, then by name.

    `least`: the fewest families that are told (PRACTICES, small counts). A lone small group of a dimension hides the next
    larger one too: with the others and the total it could be reckoned out.
    """
    hidden = _hidden(served, least)
    totals = {name: sum(n for (d, _), n in served.items() if d == name) for name in DIMENSIONS}
    found = [
        _gap(group, served.get(group, 0), partners.get(group, 0), totals[group[0]], all_partners, hide=group in hidden)
        for group in {**served, **partners}
    ]
    yield from sorted(found, key=lambda gap: (-(gap.needed or 0), gap.dimension, gap.value))


def told_count(families: int, least: int) -> int | None:
    """A count of families, or None where it is small."""
    return families if families == 0 or families >= least else None


def _gap(group: Group, families: int, partners: int, total: int, all_partners: int, *, hide: bool) -> Gap:
    if hide or total == 0:
        return Gap(group[0], group[1], None if hide else families, None, partners, None)
    share = families / total
    return Gap(group[0], group[1], families, round(share, 3), partners, max(0, ceil(share * all_partners) - partners))


def _hidden(served: Mapping[Group, int], least: int) -> set[Group]:
    """Groups with few families; where a dimension has one such group only, its smallest other one as well."""
    hidden = {group for group, families in served.items() if told_count(families, least) is None}
    for name in DIMENSIONS:
        few = [group for group in hidden if group[0] == name]
        others = sorted((n, value) for (d, value), n in served.items() if d == name and (d, value) not in hidden and n)
        if len(few) == 1 and others:
            hidden.add((name, others[0][1]))
    return hidden
