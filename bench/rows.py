"""The rows of the benchmark: what runs, how often, and which figures have a gate. A new row is one more entry of `ROWS`."""

from collections.abc import Mapping
from typing import Final

from bench.matching_rows import MATCHING
from bench.row import Figure, Row, Run

__all__ = ["FIGURES", "ROWS", "Figure", "Row", "Run"]

ROWS: Final[Mapping[str, Row]] = {
    row.name: row
    for row in (
        Row(
            "consume",
            Run("bench.consume", "raw", 60_000),
            Run("bench.consume", "chassis", 60_000),
            Run("bench.consume", "tutorial", 2_000),
            Figure("chassis / raw", "≥ 0.5", "chassis", "raw"),
            Figure("chassis / tutorial", "≥ 100", "chassis", "tutorial"),
        ),
        Row(
            "relay",
            Run("bench.relay", "raw", 60_000),
            Run("bench.relay", "relay", 60_000),
            Figure("relay / raw", "≥ 0.8", "relay", "raw"),
            Figure("statements per event", "≤ 0.03", "relay", about="statements_per_event"),
        ),
        Row(
            "latency",
            Run("bench.latency", "measure", 4_000),
            Figure("p50 (ms)", "≤ 8", "p50"),
            Figure("p95 (ms)", "≤ 15", "p95"),
            Figure("p99 (ms)", "≤ 30", "p99"),
        ),
        Row(
            "together",
            Run("bench.together", "chassis", 40_000),
            Figure("events in → out per second", "≥ 25,000", "chassis"),
        ),
        Row(
            "command",
            Run("bench.command", "measure", 480),
            Figure("p50 published / plain", "≤ 1.10", "published p50", "plain p50", by_run=True),
            Figure("p99 published / plain", "≤ 1.25", "published p99", "plain p99", by_run=True),
        ),
        Row(
            "quiet",
            Run("bench.quiet", "measure", 2),
            Figure("p95 flooded / alone", "≤ 1.5", "p95 flooded", "p95 alone", by_run=True),
        ),
        Row(
            "parent",
            Run("bench.parent", "measure", 300),
            Figure("p95 (ms)", "≤ 1,000", "p95"),
            repeats=3,
        ),
        Row(
            "console",
            Run("bench.console", "measure", 1_000_000),
            Figure("page p95 (ms)", "≤ 300", "page p95"),
            Figure("live p95 (ms)", "≤ 1,000", "live p95"),
            repeats=1,
        ),
        Row(
            "pool",
            Run("bench.pool", "measure", 5_000_000),
            Figure("due, many / few closures", "≤ 1.2", "due, many closures", "due, few closures", by_run=True),
            repeats=1,
            seconds=1500,
        ),
        Row(
            "growth",
            Run("bench.growth", "measure", 10_000_000),
            Figure("hear, many / few rows", "≤ 1.2", "hear, many rows", "hear, few rows", by_run=True),
            Figure("relay, many / few rows", "≤ 1.2", "relay, many rows", "relay, few rows", by_run=True),
            repeats=1,
            seconds=1500,
        ),
        *MATCHING,
    )
}
FIGURES: Final = [figure for row in ROWS.values() for figure in row.figures]
