"""Which pairs are possible and what they are worth: compiled, against a join of data frames, and against looking at all pairs."""

import sys
from time import perf_counter

import numpy as np
import polars as pl

from bench.matching import size_of
from bench.matching_made import MOST, Made, made, paired
from bench.rig import Sample
from matching.domain.solver.columns import TERMS
from matching.domain.solver.weights import TIE_BITS

TURNS = {1_000: 9, 10_000: 5, 100_000: 1}
FEW = 200  # families looked at together where all pairs are looked at


def term(t: int) -> pl.Expr:
    """The points of one term, in proportion to the codes met, rounded down."""
    most, asked = int(MOST[t]), pl.col(f"n{t}")
    met = (pl.col(f"w{t}") & pl.col("brings")).bitwise_count_ones().cast(pl.Int64)
    return pl.when(asked == 0).then(pl.lit(most)).otherwise(most * met // pl.max_horizontal(asked, pl.lit(1)))


def compiled(state: Made) -> tuple[int, int]:
    """The matcher's own."""
    rows = paired(state)
    return int(rows.top[0]), int((rows.packed[: rows.top[0]] >> TIE_BITS).sum())


def joined(state: Made) -> tuple[int, int]:
    """How many pairs and points, by polars: join on the office, filter, add."""
    f, p, near = state.families, state.partners, state.near
    families = pl.DataFrame(
        {"office": f.county, "any": f.any_of[:, 0], "all": f.all_of[:, 0], "barred": np.where(f.barred_length > 0, f.barred, np.uint64(0))}
        | {f"w{t}": f.wants[:, t, 0] for t in range(len(TERMS))} | {f"n{t}": f.asked[:, t] for t in range(len(TERMS))}
    )  # fmt: skip
    partner = near.other[: near.top[0]]
    serves = pl.DataFrame(
        {
            "office": np.repeat(np.arange(len(near.start), dtype=np.int32), near.length),
            "home": p.home[partner],
            "brings": p.brings[partner, 0],
            "own": p.points[partner].astype(np.int64),
            "person": p.person[partner],
        }
    )
    terms = [term(t) for t in range(len(TERMS))]
    near_points = pl.when(pl.col("home") == pl.col("office")).then(pl.lit(int(MOST[len(TERMS)]))).otherwise(0)
    pairs = (
        families.lazy()
        .join(serves.lazy(), on="office")
        .filter(
            (pl.col("any") & pl.col("brings")) != 0,
            (pl.col("all") & pl.col("brings")) == pl.col("all"),
            pl.col("barred") != pl.col("person"),
        )
        .select(points=pl.sum_horizontal(*terms) + near_points + pl.col("own"))
        .collect()
    )
    return pairs.height, int(pairs["points"].sum())


def all_pairs(state: Made) -> tuple[int, int]:
    """The same by numpy over every family with every partner."""
    f, p = state.families, state.partners
    serves = np.zeros((len(state.near.start), len(p.key)), bool)
    county = np.repeat(np.arange(len(state.near.start)), state.near.length)
    serves[county, state.near.other[: state.near.top[0]]] = True
    brings, number, points = p.brings[:, 0], 0, 0
    for first in range(0, len(f.key), FEW):
        part = slice(first, first + FEW)
        barred = (f.barred[part, None] == p.person) & (f.barred_length[part, None] > 0)
        may = serves[f.county[part]] & ((f.any_of[part] & brings) != 0) & ((f.all_of[part] & ~brings) == 0) & ~barred
        found = p.points.astype(np.int64) + MOST[len(TERMS)] * (f.county[part, None] == p.home)
        for t in range(len(TERMS)):
            asked = f.asked[part, t, None].astype(np.int64)
            met = np.bitwise_count(f.wants[part, t] & brings).astype(np.int64)
            found = found + np.where(asked == 0, MOST[t], MOST[t] * met // np.maximum(asked, 1))
        number += int(may.sum())
        points += int(found[may].sum())
    return number, points


def main() -> None:
    """`python -m bench.matching_scoring pairs ADMIN_URL BOOTSTRAP NUMBER`: needs neither server."""
    number = int(sys.argv[4])
    size = size_of(number)
    small, state = made("S"), made(size)
    paired(small)
    joined(small)
    for _ in range(TURNS[number]):
        found = set()
        for name, build in (("own", compiled), ("polars", joined), ("all pairs", all_pairs)):
            if name == "all pairs" and size == "L":
                continue
            begun = perf_counter()
            found.add(build(state))
            Sample(f"pairs-{size.lower()}", name, 1000 * (perf_counter() - begun), "ms").print()
        assert len(found) == 1, f"they differ: {found}"


if __name__ == "__main__":
    main()
