"""bench/README.md, from samples: figures against their gates, exact counts, every variant's median and span, the notes."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.rig import summary
from bench.rows import FIGURES

__all__ = ["by_variant", "figures", "page"]

COUNTED = ("statements_per_event", "statements_per_command", "wal_bytes_per_event", "blocks_read_per_event")
HEAD = 3  # lines of a table without rows
HERE = Path(__file__).parent


def by_variant(samples: list[dict[str, Any]]) -> dict[tuple[str, str], list[float]]:
    """Values by row and variant, in the order measured; numbers of `about` as `variant.key`."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for sample in samples:
        found[sample["row"], sample["variant"]].append(sample["value"])
        for key, value in sample["about"].items():
            if isinstance(value, int | float):
                found[sample["row"], f"{sample['variant']}.{key}"].append(value)
    return found


def figures(samples: list[dict[str, Any]]) -> list[tuple[str, float, str]]:
    """Name, measured value and gate of each figure that has one and was measured."""
    values = by_variant(samples)
    found = [(figure.name, figure.of(values), figure.gate) for figure in FIGURES]
    return [(name, value, gate) for name, value, gate in found if value is not None]


def page(kept: dict[str, Any]) -> str:
    """The whole page, of what was kept: `machine`, `repeats` and `samples`, each with its day (`on`)."""
    samples = kept["samples"]
    lines = [
        "# Measured", "",
        f"{kept['machine']}; broker, database and clients on this one machine. PostgreSQL: fsync and",
        "synchronous_commit on. Kafka: one node, replication 1, `acks=all`, idempotent. Every run is a process of its own on fresh tables",
        f"and topics; medians of {kept['repeats']} interleaved runs (where a row has fewer, `runs` says so).",
        "`make bench` writes this page; raw samples are in `results/`.", "",
        *days(samples), "",
        "| figure | measured | gate |", "|---|---|---|",
    ]  # fmt: skip
    lines += [f"| {name} | {value:,.3g} | {gate} |" for name, value, gate in figures(samples)]
    lines += ["", "| row | variant | median | least | most | unit | runs |", "|---|---|---|---|---|---|---|"]
    values = by_variant(samples)
    for row, variant, unit in dict.fromkeys((s["row"], s["variant"], s["unit"]) for s in samples):
        middle, least, most = summary(values[row, variant])
        runs = len(values[row, variant])
        lines.append(f"| {row} | {variant} | {middle:,.1f} | {least:,.1f} | {most:,.1f} | {unit} | {runs} |")
    lines += counted(values)
    lines += [
        "",
        *(
            f"![{row}: runs, medians and gates](results/{row}.svg)\n"
            for row in dict.fromkeys(s["row"] for s in samples)
        ),
    ]
    notes = HERE / "NOTES.md"
    return "\n".join(lines) + (f"\n{notes.read_text()}" if notes.exists() else "")


def days(samples: list[dict[str, Any]]) -> list[str]:
    """Which rows were measured on which day."""
    rows: dict[str, dict[str, None]] = defaultdict(dict)
    for sample in samples:
        rows[sample["on"]][sample["row"]] = None
    return [f"- {day}: {', '.join(names)}" for day, names in sorted(rows.items())]


def counted(values: dict[tuple[str, str], list[float]]) -> list[str]:
    """The table of exact counts: statements as the driver handed them to the server, over the events or commands of a run."""
    lines = ["", "| row | variant | counted, not timed | median | least | most |", "|---|---|---|---|---|---|"]
    for (row, told), counts in values.items():
        variant, _, key = told.rpartition(".")
        if key in COUNTED:
            middle, least, most = summary(counts)
            lines.append(f"| {row} | {variant} | {key.replace('_', ' ')} | {middle:.4g} | {least:.4g} | {most:.4g} |")
    return lines if len(lines) > HEAD else []
