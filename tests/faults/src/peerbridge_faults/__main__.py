"""`python -m peerbridge_faults`: the short form; `--only WORD` for some of its windows."""

import asyncio
import logging
import sys
from argparse import ArgumentParser, Namespace

from peerbridge_faults.long import SEEDS, long
from peerbridge_faults.short import EVENTS, THREE, WINDOWS, short


def options() -> Namespace:
    """As the command line says."""
    parser = ArgumentParser(
        prog="make faults", description="Load, faults, and an independent reader; prints one table."
    )
    parser.add_argument("--only", nargs="*", help="only windows whose names hold one of these words")
    parser.add_argument("--three", action="store_true", help="on three brokers, of which one is killed and one cut off")
    parser.add_argument(
        "--long", action="store_true", help="a million events over five seeds; goes on where it was ended"
    )
    parser.add_argument("--seeds", nargs="*", type=int, default=list(SEEDS), help="which seeds of the long form")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> int:
    """Run and return the exit code: 0 where nothing was found."""
    told = options()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # a broker that is away is meant
    if told.long:
        return int(any(report.findings for report in long(tuple(told.seeds))))
    windows = [
        each
        for each in (THREE if told.three else WINDOWS)
        if told.only is None or any(word in each[0] for word in told.only)
    ]
    fill = 0 if told.only is not None or told.three else EVENTS
    report = asyncio.run(short(told.seed, windows, fill=fill, brokers=3 if told.three else 1))
    report.print()
    return int(bool(report.findings))


if __name__ == "__main__":
    sys.exit(main())
