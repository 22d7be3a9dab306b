"""`python -m peerbridge.intake.generator afcars FILE …`: the same as `peerbridge generate`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from peerbridge.intake.generator import DAMAGES, FORMATS, KINDS, Plan, write_file

__all__ = ["main", "mistakes_of"]


def mistakes_of(said: list[str]) -> dict[str, int]:
    """`kind=3` or `kind` (once), several times. Raises: ValueError."""
    counts: dict[str, int] = {}
    for each in said:
        kind, _, count = each.partition("=")
        if kind not in KINDS or not (count or "1").isdigit():
            raise ValueError(f"{each!r} is no mistake; say KIND=COUNT with one of {', '.join(KINDS)}.")
        counts[kind] = counts.get(kind, 0) + int(count or "1")
    return counts


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m peerbridge.intake.generator", description=__doc__)
    parser.add_argument("format", choices=sorted(FORMATS))
    parser.add_argument("file", type=Path)
    parser.add_argument("--children", type=int, default=100)
    parser.add_argument("--county", action="append", required=True, help="five-digit FIPS; several times")
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--until", type=date.fromisoformat, default=date(2025, 12, 31))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--source", default="demo-cwis", help="CSV only")
    parser.add_argument("--mistake", action="append", default=[], help=f"KIND=COUNT; kinds: {', '.join(KINDS)}")
    parser.add_argument("--damage", choices=sorted(DAMAGES))
    parser.add_argument("--ledger", type=Path)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one file; 2 where it cannot be written, with one line that says why."""
    given = _parser().parse_args(arguments)
    try:
        plan = Plan(
            children=given.children,
            counties=tuple(given.county),
            years=given.years,
            until=given.until,
            seed=given.seed,
            source=given.source,
            mistakes=mistakes_of(given.mistake),
        )
        write_file(plan, given.format, given.file, damage=given.damage, ledger_file=given.ledger)
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
