"""`python -m peerbridge_faults`: the short form; `--only WORD` for some of its windows."""

import asyncio
import logging
import sys
from argparse import ArgumentParser, Namespace

from peerbridge_faults.short import WINDOWS, short


def options() -> Namespace:
    """As the command line says."""
    parser = ArgumentParser(
        prog="make faults", description="Load, faults, and an independent reader; prints one table."
    )
    parser.add_argument("--only", nargs="*", help="only windows whose names hold one of these words")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> int:
    """Run and return the exit code: 0 where nothing was found."""
    told = options()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # a broker that is away is meant
    windows = [each for each in WINDOWS if told.only is None or any(word in each[0] for word in told.only)]
    report = asyncio.run(short(told.seed, windows, fill=0 if told.only is not None else 20_000))
    report.print()
    return int(bool(report.findings))


if __name__ == "__main__":
    sys.exit(main())
