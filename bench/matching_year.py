"""Three hundred days: families come, wait, are served for some months; who waits longest, with and without points for waiting.

Every day's optimum is over those who wait and the places that are free; a pair lasts 70 to 130 days. About as many places as families.
"""

import sys

import numpy as np
from numpy.typing import NDArray

from bench.matching_made import Made, paired, state
from bench.rig import Sample, quantile
from matching.domain.solver.lists import Lists
from matching.domain.solver.matcher import Matcher
from matching.domain.solver.weights import MOST_FAMILIES, POINT, TIE_BITS

PARTNERS, COUNTIES, DAYS, COUNTED_FROM = 1_000, 58, 300, 60
SHORTEST, LONGEST, MOST_PRIORITY = 70, 130, 3_900
LOAD = 100 / 300  # places per family of all days: a place serves three of them, one after the other


def lived(made: Made, rows: Lists, per_day: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Days waited by each family (to the end, if still waiting), and the points of its pair (-1: none)."""
    number = len(rows.start)
    rng = np.random.default_rng(5)
    came, lasts = np.sort(rng.integers(0, DAYS, number)), rng.integers(SHORTEST, LONGEST + 1, number)
    waited, points = DAYS - came, np.full(number, -1, np.int64)
    free, back = made.places.copy(), np.zeros((DAYS + LONGEST + 1, len(made.places)), np.int32)
    for day in range(DAYS):
        free += back[day]
        waits = np.flatnonzero((came <= day) & (points < 0)).astype(np.int32)
        matched = today(rows, waits, per_day * (day - came[waits]), free)
        for family, partner in zip(waits[matched >= 0].tolist(), matched[matched >= 0].tolist(), strict=True):
            row = slice(rows.start[family], rows.start[family] + rows.length[family])
            points[family] = int(rows.packed[row][rows.other[row] == partner][0]) >> TIE_BITS
            waited[family] = day - came[family]
            free[partner] -= 1
            back[day + lasts[family], partner] += 1
    counted = (came >= COUNTED_FROM) & (
        rows.length > 0
    )  # whom nobody in reach may serve waits for a recruit, not for a place
    return waited[counted], points[counted]


def today(
    rows: Lists, waits: NDArray[np.int32], priority: NDArray[np.int64], free: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Whom each of those who wait gets."""
    mine = rows._replace(start=rows.start[waits], length=rows.length[waits], room=rows.room[waits])
    base = (MOST_FAMILIES + np.minimum(priority, MOST_PRIORITY)) * POINT
    matcher = Matcher(mine, base, free)
    matcher.enter_all(np.arange(len(waits)))
    return matcher.state.match


def main() -> None:
    """`python -m bench.matching_year waiting ADMIN_URL BOOTSTRAP NUMBER`: needs neither server."""
    made = state(int(sys.argv[4]), PARTNERS, COUNTIES, 11, LOAD)
    rows = paired(made)
    for per_day in (0, 10):
        waited, points = lived(made, rows, per_day)
        served = points[points >= 0]
        about = {"mean_points": float(served.mean()), "served": len(served) / len(points)}
        ordered = sorted(waited.tolist())
        Sample("waiting", f"p99, {per_day} a day", quantile(ordered, 0.99), "days", about).print()


if __name__ == "__main__":
    main()
