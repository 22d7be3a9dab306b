"""What explains a proposal later: the worth of families, the prices of places, and the arithmetic they belong to. Plain values."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from matching.domain.solver.facts import Place
from matching.domain.solver.statewide import Statewide
from matching.domain.solver.weights import POINT, in_points

__all__ = ["VERSION", "Kept", "gap", "kept"]

VERSION: Final = "ssp-1"
"""Changes with the meaning of a weight: points times 2**40 plus 21 bits of tie-break (weights.py)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One moment of a pool, as weights (64 bits, signed): what a page about a proposal needs years later."""

    version: str
    per_family: int
    worth: dict[UUID, int]
    price: dict[Place, int]
    pairs: dict[UUID, Place]


def kept(pool: Statewide) -> Kept:
    """The pool's prices now."""
    state, roll = pool.matcher.state, pool.roll
    worth = {family: int(state.u[number]) for family, number in roll.family.of.items()}
    price = {partner: int(state.pi[number]) for partner, number in roll.partner.of.items()}
    return Kept(VERSION, pool.per_family, worth, price, pool.pairs())


def gap(worth: int, price: int, per_family: int, priority: int, points: int) -> int:
    """What would have been lost at least, in points, had the family had this partner: from values that were kept."""
    return max(0, in_points(worth + price - (per_family + priority + points) * POINT))
