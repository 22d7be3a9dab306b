"""The matcher's rows (MATCHING, T1 to T9). None of them needs a server."""

from typing import Final

from bench.row import Figure, Row, Run

__all__ = ["MATCHING"]

SIZES: Final = (("s", 1_000), ("m", 10_000), ("l", 100_000))
SECONDS = 1_200  # OR-tools at size L on a busy machine

STATES: Final = tuple(
    Row(
        f"state-{size}",
        Run("bench.matching", "state", number),
        Figure("own / OR-tools' solve alone", "≤ 0.7", "own", "ortools"),
        Figure("families of the most there can be", "≥ 1", "own", about="families_of_bound"),
        Figure("families over greedy", "≥ 1.05", "own", about="families_over_greedy"),
        Figure("families over first come", "≥ 1.025", "own", about="families_over_first_come"),
        Figure("objective of OR-tools'", "≥ 1", "own", about="objective_of_ortools"),
        Figure("points of best fit's", "≥ 0.998", "own", about="points_of_best_fit"),
        Figure("same pairs from another order", "≥ 1", "own", about="same_pairs_shuffled"),
        repeats=1,
        seconds=SECONDS,
    )
    for size, number in SIZES
)
MEMORY: Final = tuple(
    Row(
        f"memory-{size}",
        Run("bench.matching", "own", number),
        Run("bench.matching", "ortools", number),
        Run("bench.matching", "sparse", number),
        Figure("own / OR-tools", "≤ 1", "own", "ortools"),
        Figure("own / scipy sparse", "≤ 0.4", "own", "sparse"),
        repeats=1,
        seconds=SECONDS,
    )
    for size, number in SIZES[1:]
)
PAIRS: Final = (
    Row(
        "pairs-m",
        Run("bench.matching_scoring", "pairs", 10_000),
        Figure("polars / own", "≥ 3", "polars", "own"),
        Figure("all pairs / own", "≥ 15", "all pairs", "own"),
        repeats=1,
    ),
    Row(
        "pairs-l",
        Run("bench.matching_scoring", "pairs", 100_000),
        Figure("polars / own", "≥ 3", "polars", "own"),
        repeats=1,
    ),
)
OTHERS: Final = (
    Row(
        "online",
        Run("bench.matching_online", "arrivals", 2_000),
        Run("bench.matching_online", "large", 1_000),
        Figure("OR-tools anew / arrival, p50", "≥ 100", "ortools anew p50", "arrival p50"),
        Figure("arrival p99 (ms)", "≤ 1", "arrival p99"),
        Figure("arrival p99 with 100,000 open (ms)", "≤ 10", "large: arrival p99"),
        repeats=3,
        seconds=SECONDS,
    ),
    Row(
        "day",
        Run("bench.matching_online", "policies", 2_000),
        Figure("till evening: % of families", "≥ 100", "tentative till evening"),
        Figure("held, less price: % of families", "≥ 98", "less price, held 200"),
        Figure("held, less price: % of points", "≥ 93", "less price, held 200", about="points"),
        repeats=1,
    ),
    Row(
        "fairness",
        Run("bench.matching", "fair", 10_000),
        Figure("families with priorities of those without, load 0.6", "≥ 1", "load 0.6", about="same_count"),
        Figure("families with priorities of those without, load 0.8", "≥ 1", "load 0.8", about="same_count"),
        Figure("language families, times as many, load 0.6", "≥ 2", "load 0.6", about="language_gain"),
        Figure("language families, times as many, load 0.8", "≥ 2", "load 0.8", about="language_gain"),
        Figure("points kept, load 0.6", "≥ 0.975", "load 0.6", about="points_kept"),
        Figure("families over greedy, load 0.8", "≥ 1.05", "load 0.8", about="over_greedy"),
        Figure("families over first come, load 0.8", "≥ 1.025", "load 0.8", about="over_first_come"),
        Figure("families over greedy, load 1.3", "≥ 1.05", "load 1.3", about="over_greedy"),
        Figure("families over first come, load 1.3", "≥ 1.025", "load 1.3", about="over_first_come"),
        repeats=1,
    ),
    Row(
        "waiting",
        Run("bench.matching_year", "waiting", 6_000),
        Figure("p99 of waiting, 10 points a day / none", "≤ 0.65", "p99, 10 a day", "p99, 0 a day"),
        Figure("points of served, 10 a day / none", "≥ 0.995", "p99, 10 a day.mean_points", "p99, 0 a day.mean_points"),
        repeats=1,
    ),
)
WORKERS: Final = tuple(
    Row(
        f"worker-{size}",
        Run("bench.worker", size, number),
        Figure("rebuild (s)", f"≤ {limit}", "rebuild"),
        Figure("rebuild / raw", "≤ 5", "rebuild", about="times_raw"),
        Figure("longest block of the loop in a rebuild (ms)", "≤ 1,000", "rebuild", about="longest_block_ms"),
        Figure("arrival in memory, p99 (ms)", "≤ 10", "arrival p99 in memory"),
        Figure("first filling (proposals/s)", "≥ 100", "first filling"),
        repeats=1,
        seconds=SECONDS,
    )
    for (size, number), limit in zip(SIZES, (2, 5, 60), strict=True)
)
MATCHING: Final = (*STATES, *MEMORY, *PAIRS, *OTHERS, *WORKERS)
