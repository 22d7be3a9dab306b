"""What a pair weighs: `B + p_i + s_ij` in points, above a tie-break that no sum of pairs can lift to a point.

A weight is an int64: points times 2**40, plus 21 bits of a hash of family and partner. Two to the eighteenth pairs have less
tie-break in all than half a point, so the best sum of points is found exactly, and among equals the same pairs whatever the order.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.domain.solver.compiled import compiled

__all__ = [
    "BEST_FIT",
    "MOST_FAMILIES",
    "MOST_POINTS",
    "POINT",
    "TIE_BITS",
    "Objective",
    "in_points",
    "packed_rows",
    "priorities",
    "split_sum",
]

MOST_FAMILIES, BEST_FIT = 1_000_000, 0
"""The two sides of the agency's switch: a family more is worth more than any exchange of points, or no more than its points."""

POINT_BITS, TIE_BITS, COUNT_BITS = 40, 21, 18
POINT = 1 << POINT_BITS
MOST_POINTS = (1 << (32 - TIE_BITS)) - 1  # 2047: what a pair's points may be, in 32 bits beside the tie-break
MOST_WEIGHT = 1 << 20  # points of a whole pair: three weights and a distance stay below 2**63
HALF = POINT // 2


@dataclass(frozen=True, slots=True)
class Objective:
    """The state's choice (`programs/pool-<state>.yaml`): the switch, and what counts for priority, in points."""

    per_family: int = MOST_FAMILIES
    most_priority: int = 3900
    per_day: int = 10
    longest_wait: int = 180
    per_urgency: int = 300
    must_have_language: int = 500

    def __post_init__(self) -> None:
        if min(self.per_family, self.most_priority) < 0:
            raise ValueError("points for a family and for priority are not negative")
        if self.per_family + self.most_priority + MOST_POINTS >= MOST_WEIGHT:
            raise ValueError(f"a family, its priority and its points may be worth {MOST_WEIGHT - 1} points together")


def priorities(
    objective: Objective,
    waited: NDArray[np.integer],
    urgency: NDArray[np.integer],
    must_have: NDArray[np.bool_],
    floor: NDArray[np.integer] | int = 0,
) -> NDArray[np.int64]:
    """`p_i` of each family: waiting days, urgency, a must-have language, and its county's floor (MATCHING, section 5)."""
    days = np.minimum(np.maximum(waited, 0), objective.longest_wait).astype(np.int64)
    found = (
        objective.per_day * days + objective.per_urgency * urgency + objective.must_have_language * must_have + floor
    )
    return np.clip(found, 0, objective.most_priority).astype(np.int64)


def in_points(weight: int) -> int:
    """A sum or difference of weights in whole points, without its tie-break."""
    return (int(weight) + HALF) >> POINT_BITS


def split_sum(weights: NDArray[np.int64]) -> int:
    """The sum of many weights, which int64 would not hold."""
    return (int((weights >> POINT_BITS).sum()) << POINT_BITS) + int((weights & (POINT - 1)).sum())


@compiled
def tie(family: np.uint64, partner: np.uint64) -> np.uint32:
    """21 bits that depend on both and favour nobody (the finalizer of splitmix64)."""
    mixed = family * np.uint64(0x9E3779B97F4A7C15) ^ partner
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.uint32((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(43))


@compiled
def packed_rows(
    points: NDArray[np.int16], partner: NDArray[np.int32], family_key: np.uint64, partner_keys: NDArray[np.uint64]
) -> NDArray[np.uint32]:
    """Points and tie-break of one family's pairs, in 32 bits each."""
    made = np.empty(len(points), np.uint32)
    for at in range(len(points)):
        made[at] = (np.uint32(points[at]) << np.uint32(TIE_BITS)) | tie(family_key, partner_keys[partner[at]])
    return made
