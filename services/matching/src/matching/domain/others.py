"""Why nobody else: for every other partner the rules that stand in the way, or what taking her place would cost.

Kept with the proposal as codes and numbers, so that the same words can be said of it later.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from matching.domain.constraint_words import RULES, TERMS, Said
from matching.domain.constraints import broken
from matching.domain.greedy import Pair, worth
from matching.domain.points import points, total
from matching.domain.pool import Available, Pool

__all__ = ["MOST_KEPT", "others_of", "said_of", "said_of_term"]

MOST_KEPT: Final = 40  # measured: lists of forty lose nothing of the best choice
LESS: Final = Said(
    "Possible, with {total} points: {difference} fewer than the partner proposed.",
    "Es posible, con {total} puntos: {difference} menos que quien se propone.",
)
NEEDED: Final = Said(
    "Possible, with {total} points, but her place is needed elsewhere: using it here would cost another family {price} points.",
    "Es posible, con {total} puntos, pero su lugar se necesita en otra parte: usarlo aquí costaría {price} puntos a otra familia.",
)
UNKNOWN: Final = Said("There is a reason that this version does not know.", "Hay un motivo que esta versión no conoce.")


def others_of(pair: Pair, pool: Pool, chosen: Sequence[Pair]) -> tuple[dict[str, Any], ...]:
    """Every other partner of the pool, the nearest first: `rules` broken, or `price` of the place, or just fewer points."""
    serving: dict[tuple[UUID, str], int] = {}
    for each in chosen:
        key = each.partner.key
        serving[key] = min(serving.get(key, worth(each, pool)), worth(each, pool))
    found = [_other(pair, partner, pool, serving) for partner in pool.available if partner.key != pair.partner.key]
    return tuple(sorted(found, key=lambda each: (len(each["rules"]), -each["total"], each["partner"]))[:MOST_KEPT])


def _other(pair: Pair, partner: Available, pool: Pool, serving: Mapping[tuple[UUID, str], int]) -> dict[str, Any]:
    """One partner who was not chosen for this family."""
    rules = [rule.name for rule in broken(pair.seeker, partner, pool.today)]
    own = total(points(pair.seeker, partner, pool.rules.policy.points))
    mine = worth(pair, pool) - total(pair.table) + own
    price = serving[partner.key] - mine if not rules and partner.key in serving else 0
    return {
        "partner": str(partner.entry.partner),
        "program": partner.entry.program,
        "rules": rules,
        "total": own,
        "price": max(0, price),
    }


def said_of(other: Mapping[str, Any], chosen_total: int) -> tuple[Said, ...]:
    """Why not this partner, in words of both languages."""
    if other["rules"]:
        return tuple(RULES.get(rule, UNKNOWN) for rule in other["rules"])
    numbers = {"total": other["total"], "price": other["price"], "difference": max(0, chosen_total - other["total"])}
    form = NEEDED if other["price"] > 0 else LESS
    return (Said(form.en.format(**numbers), form.es.format(**numbers)),)


def said_of_term(line: Mapping[str, Any]) -> Said:
    """A line of the points table in words."""
    form = TERMS.get(line["term"], UNKNOWN)
    return Said(form.en.format(**line), form.es.format(**line))
