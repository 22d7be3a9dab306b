"""`python -m bench [--repeats 5] [--only consume relay latency …]`: every row on fresh local servers; prints and keeps raw samples.

With `--only`, what was measured of other rows stays as it was, each row with its day.
"""

import json
import subprocess
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.page import figures, page
from bench.plot import plot
from bench.rows import ROWS, Run
from bench.size import main as size
from peerbridge_local.machine import machine
from peerbridge_local.stack import Stack


def run(stack: Stack, one: Run, seconds: int) -> list[dict[str, Any]]:
    """One measurement in a process of its own."""
    argv = [sys.executable, "-m", one.module, one.variant, stack.admin_url, stack.bootstrap, str(one.number)]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=seconds, check=False)  # noqa: S603 (our own modules)
    samples = [json.loads(line[7:]) for line in done.stdout.splitlines() if line.startswith("SAMPLE ")]
    if done.returncode or not samples:
        raise SystemExit(f"{one.module} {one.variant} ended with {done.returncode}: {done.stderr[-500:]}")
    for sample in samples:
        print(f"{sample['row']:8} {sample['variant']:9} {sample['value']:12,.1f} {sample['unit']}", flush=True)
    return samples


def measure(only: list[str], repeats: int) -> list[dict[str, Any]]:
    """All runs, interleaved: each repeat goes through the rows in turn; rows with a number of repeats of their own come last."""
    rows = [ROWS[name] for name in only]
    turns = [row for _ in range(repeats) for row in rows if row.repeats is None]
    turns += [row for row in rows for _ in range(row.repeats or 0)]
    with Stack.start("bench") as stack:
        return [sample for row in turns for one in row.runs for sample in run(stack, one, row.seconds)]


def write(kept: dict[str, Any], into: Path) -> None:
    """Raw samples, a plot per row, and the page that shows them."""
    results = into / "results"
    results.mkdir(parents=True, exist_ok=True)
    (results / "latest.json").write_text(json.dumps(kept, indent=1) + "\n")
    for row in dict.fromkeys(sample["row"] for sample in kept["samples"]):
        (results / f"{row}.svg").write_text(plot(row, kept["samples"], ROWS[row].figures))
    (into / "README.md").write_text(page(kept))


def of_others(kept_at: Path, only: list[str]) -> list[dict[str, Any]]:
    """Samples kept of rows that are not measured now. Raises: SystemExit, where they are another machine's."""
    if not kept_at.exists():
        return []
    kept = json.loads(kept_at.read_text())
    others = [sample for sample in kept["samples"] if sample["row"] in set(ROWS) - set(only)]
    if others and kept["machine"] != machine():
        raise SystemExit(f"{kept_at} was measured on {kept['machine']}: measure all rows, or write elsewhere (--into)")
    return others


def main() -> None:
    """Measure, keep, write. `python -m bench size` measures bytes instead of seconds (bench/size.py)."""
    if sys.argv[1:2] == ["size"]:
        size(sys.argv[2:])
        return
    parser = ArgumentParser(prog="python -m bench")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=list(ROWS), default=list(ROWS))
    parser.add_argument("--into", type=Path, default=Path(__file__).parent, help="where page, plots and samples go")
    parser.add_argument(
        "--page", action="store_true", help="measure nothing: the page anew, from the samples kept there"
    )
    arguments = parser.parse_args()
    kept_at = arguments.into / "results" / "latest.json"
    if arguments.page and not kept_at.exists():
        raise SystemExit(f"{kept_at} is not there: measure first, or say where samples are kept (--into)")
    if arguments.page:
        kept = json.loads(kept_at.read_text())
    else:
        others = of_others(kept_at, arguments.only)
        day = f"{datetime.now(UTC):%Y-%m-%d}"
        fresh = [sample | {"on": day} for sample in measure(arguments.only, arguments.repeats)]
        ordered = sorted(others + fresh, key=lambda sample: list(ROWS).index(sample["row"]))
        kept = {"machine": machine(), "repeats": arguments.repeats, "samples": ordered}
    write(kept, arguments.into)
    for name, value, gate in figures(kept["samples"]):
        print(f"{name:36} {value:10.3f}   gate {gate}")


if __name__ == "__main__":
    main()
