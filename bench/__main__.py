"""`python -m bench [--repeats 5] [--only consume relay latency]`: every row on fresh local servers; prints and keeps raw samples."""

import json
import subprocess
import sys
from argparse import ArgumentParser
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from bench.rig import RESULTS, machine, summary
from bench.size import main as size
from peerbridge_local.stack import Stack

PLAN: dict[str, list[tuple[str, str, int]]] = {
    "consume": [
        ("bench.consume", "raw", 60_000),
        ("bench.consume", "chassis", 60_000),
        ("bench.consume", "tutorial", 2_000),
    ],
    "relay": [("bench.relay", "raw", 60_000), ("bench.relay", "relay", 60_000)],
    "latency": [("bench.latency", "measure", 4_000)],
    "parent": [("bench.parent", "measure", 300)],
    "console": [("bench.console", "measure", 1_000_000)],
}
GATES = {
    "consume: chassis / raw": "≥ 0.5",
    "consume: chassis / tutorial": "≥ 100",
    "relay: relay / raw": "≥ 0.8",
    "relay: statements per event": "≤ 0.03",
    "latency p50 (ms)": "≤ 8",
    "latency p95 (ms)": "≤ 15",
    "latency p99 (ms)": "≤ 30",
    "parent p95 (ms)": "≤ 1,000",
    "console page p95 (ms)": "≤ 300",
    "console live p95 (ms)": "≤ 1,000",
}


def run(stack: Stack, module: str, variant: str, number: int) -> list[dict[str, Any]]:
    """One measurement in a process of its own."""
    argv = [sys.executable, "-m", module, variant, stack.admin_url, stack.bootstrap, str(number)]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=300, check=False)  # noqa: S603 (our own modules)
    samples = [json.loads(line[7:]) for line in done.stdout.splitlines() if line.startswith("SAMPLE ")]
    if done.returncode or not samples:
        raise SystemExit(f"{module} {variant} ended with {done.returncode}: {done.stderr[-500:]}")
    for sample in samples:
        print(f"{sample['row']:8} {sample['variant']:9} {sample['value']:12,.1f} {sample['unit']}", flush=True)
    return samples


def by_variant(samples: list[dict[str, Any]]) -> dict[tuple[str, str], list[float]]:
    """Values by row and variant, in the order measured."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for sample in samples:
        found[sample["row"], sample["variant"]].append(sample["value"])
    return found


def figures(samples: list[dict[str, Any]]) -> dict[str, float]:
    """The figures that have a gate, from medians."""
    values = by_variant(samples)

    def ratio(row: str, over: str, under: str) -> float | None:
        pair = values.get((row, over)), values.get((row, under))
        return median(pair[0]) / median(pair[1]) if pair[0] and pair[1] else None

    statements = [s["about"]["statements_per_event"] for s in samples if "statements_per_event" in s["about"]]
    found = {
        "consume: chassis / raw": ratio("consume", "chassis", "raw"),
        "consume: chassis / tutorial": ratio("consume", "chassis", "tutorial"),
        "relay: relay / raw": ratio("relay", "relay", "raw"),
        "relay: statements per event": median(statements) if statements else None,
        **{
            f"latency {p} (ms)": median(values["latency", p]) if ("latency", p) in values else None
            for p in ("p50", "p95", "p99")
        },
        **{
            f"{row} {p} (ms)": median(values[row, p]) if (row, p) in values else None
            for row, p in (("parent", "p95"), ("console", "page p95"), ("console", "live p95"))
        },
    }
    return {name: value for name, value in found.items() if value is not None}


def page(samples: list[dict[str, Any]], repeats: int) -> str:
    """bench/README.md."""
    lines = [
        "# Measured", "",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}; broker, database and clients on this one machine. PostgreSQL: fsync and",
        "synchronous_commit on. Kafka: one node, replication 1, `acks=all`, idempotent. Every run is a process of its own on fresh tables",
        f"and topics; medians of {repeats} interleaved runs. `make bench` writes this page; raw samples are in `results/`.", "",
        "| figure | measured | gate |", "|---|---|---|",
    ]  # fmt: skip
    lines += [f"| {name} | {value:,.3g} | {GATES[name]} |" for name, value in figures(samples).items()]
    lines += ["", "| row | variant | median | least | most | unit | runs |", "|---|---|---|---|---|---|---|"]
    for (row, variant), values in by_variant(samples).items():
        middle, least, most = summary(values)
        unit = next(s["unit"] for s in samples if s["row"] == row and s["variant"] == variant)
        lines.append(f"| {row} | {variant} | {middle:,.1f} | {least:,.1f} | {most:,.1f} | {unit} | {len(values)} |")
    notes = Path(__file__).parent / "NOTES.md"
    return "\n".join(lines) + "\n" + (f"\n{notes.read_text()}" if notes.exists() else "")


def main() -> None:
    """Measure, keep, write. `python -m bench size` measures bytes instead of seconds (bench/size.py)."""
    if sys.argv[1:2] == ["size"]:
        size(sys.argv[2:])
        return
    parser = ArgumentParser(prog="python -m bench")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=list(PLAN), default=list(PLAN))
    arguments = parser.parse_args()
    samples: list[dict[str, Any]] = []
    with Stack.start("bench") as stack:
        for _ in range(arguments.repeats):
            for row in arguments.only:
                for module, variant, number in PLAN[row]:
                    samples += run(stack, module, variant, number)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.json").write_text(json.dumps({"machine": machine(), "samples": samples}, indent=1) + "\n")
    (Path(__file__).parent / "README.md").write_text(page(samples, arguments.repeats))
    for name, value in figures(samples).items():
        print(f"{name:32} {value:10.3f}   gate {GATES[name]}")


if __name__ == "__main__":
    main()
