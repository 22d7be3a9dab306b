"""Why nobody else: for every other partner the rules that stand in the way, or what taking her place would cost.

Kept with the proposal as codes and numbers, so that the same words can be said of it later.
"""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final

from matching.domain.constraint_words import NOTHING_ASKED, OTHERS, RULES, TERMS, Said
from matching.domain.constraints import broken, is_full
from matching.domain.points import points, total
from matching.domain.pool import Available, Pool, Seeker
from matching.domain.solver import MOST_FAMILIES, Candidate, Place, Statewide, best_for, losses, partners_of

__all__ = ["MOST_KEPT", "Others", "compared", "others_of", "said_of", "said_of_term"]

Others = tuple[dict[str, Any], ...]
MOST_KEPT: Final = 40  # measured: lists of forty lose nothing of the best choice
MOST_TRIED: Final = 5  # pairs of which the exact loss is found, a search each
UNKNOWN: Final = Said("There is a reason that this version does not know.", "Hay un motivo que esta versión no conoce.")


def others_of(
    matcher: Statewide, seeker: Seeker, partners: Mapping[Place, Available], at_home: Iterable[Place], pool: Pool
) -> tuple[Candidate, Others]:
    """The partner chosen; and those nearest to being chosen, least loss first, then those of the family's county whom a rule forbids."""
    request = seeker.request.request
    mine, *possible = best_for(matcher, request, MOST_KEPT + 1)
    rivals = [each.partner for each in possible if each.points >= mine.points][:MOST_TRIED]
    lost = losses(matcher, request, [each for each in rivals if matcher.has_place(each)])
    kept = [_possible(partners[each.partner], each, pool) | _priced(each, mine, lost) for each in possible]
    if len(kept) < MOST_KEPT:
        listed = set(partners_of(matcher, request))
        further = islice((key for key in at_home if key not in listed), MOST_KEPT - len(kept))
        kept += [_other(seeker, partners[key], pool) for key in further]
    kept.sort(key=lambda each: (len(each["rules"]), each.get("gap", 0), -each["total"], each["partner"]))
    return mine, tuple(kept)


def compared(seeker: Seeker, partners: Iterable[Available], pool: Pool) -> Others:
    """Partners beside one whom a person chose, without prices: those whom no rule forbids first, by their points."""
    found = [_other(seeker, partner, pool) for partner in partners]
    return tuple(sorted(found, key=lambda each: (len(each["rules"]), -each["total"], each["partner"]))[:MOST_KEPT])


def _possible(partner: Available, candidate: Candidate, pool: Pool) -> dict[str, Any]:
    """A partner who might have been chosen: who may serve, and breaks no rule of pairs; only a place may be missing."""
    return {
        "partner": str(partner.entry.partner),
        "program": partner.entry.program,
        "rules": ["capacity"] if is_full(partner, pool.today) else [],
        "total": candidate.points,
    }


def _other(seeker: Seeker, partner: Available, pool: Pool) -> dict[str, Any]:
    """A partner looked at alone: all rules that stand in the way, and points."""
    return {
        "partner": str(partner.entry.partner),
        "program": partner.entry.program,
        "rules": [rule.name for rule in broken(seeker, partner, seeker.today(pool.now))],
        "total": total(points(seeker, partner, pool.rules.policy.points)),
        "price": 0,
    }


def _priced(other: Candidate, mine: Candidate, lost: Mapping[Place, int]) -> dict[str, Any]:
    """`gap`: how many points all would lose at least; `pi`: the place's price as a weight, from which it can be computed again.

    `price`: what makes her place dear: the gap where the place is worth more to others than the one chosen. Of partners with as many
    points as the chosen one it is the whole truth instead (`lost`).
    """
    price = other.gap if other.price_points > mine.price_points else 0
    return {"price": lost.get(other.partner, price), "gap": other.gap, "pi": other.price}


def said_of(other: Mapping[str, Any], chosen_total: int) -> tuple[Said, ...]:
    """Why not this partner, in words of both languages."""
    if other["rules"]:
        return tuple(RULES.get(rule, UNKNOWN) for rule in other["rules"])
    numbers = {"total": other["total"], "price": other["price"], "difference": chosen_total - other["total"]}
    if 2 * other["price"] > MOST_FAMILIES:  # more than any exchange of points: a family more, or one fewer
        form = OTHERS["only_place"]
    elif other["price"]:
        form = OTHERS["needed"]
    else:
        form = OTHERS["less" if numbers["difference"] > 0 else "equal"]
    return (Said(form.en.format(**numbers), form.es.format(**numbers)),)


def said_of_term(line: Mapping[str, Any]) -> Said:
    """A line of the points table in words."""
    form = TERMS.get(line["term"], UNKNOWN) if line["asked"] else NOTHING_ASKED
    return Said(form.en.format(**line), form.es.format(**line))
