"""`python -m peerbridge_demo.simulation`: play a plan on servers of its own, print the pipeline and a verdict, and end."""

import asyncio
import signal
import sys
import time
from argparse import ArgumentParser
from contextlib import suppress
from dataclasses import replace

from peerbridge.programs import load
from peerbridge_demo.launch.progress import Progress
from peerbridge_demo.people.opening import PROGRAMS
from peerbridge_demo.reckoning.table import table
from peerbridge_demo.simulation.plan import PLANS, Plan
from peerbridge_demo.simulation.play import Played, play
from peerbridge_demo.simulation.servers import servers
from peerbridge_demo.system import DemoError
from peerbridge_local.errors import LocalStackError

WRONG, STOPPED = 1, 2


def wanted() -> Plan:
    """As the command line says."""
    parser = ArgumentParser(prog="make simulate", description="Play a programme's first years, and check every number.")
    plans = "; ".join(f"{name}: {plan.title}" for name, plan in PLANS.items())
    parser.add_argument("--plan", choices=[*PLANS], default="two-years", help=plans)
    parser.add_argument("--seed", type=int, help="where chance begins (1): the same seed, the same people")
    parser.add_argument("--speed", type=float, help="business days in a second")
    parser.add_argument("--closures", type=int, help="cases that close in a year in a county of middle size")
    told = parser.parse_args()
    given = {"seed": told.seed, "speed": told.speed, "a_year": told.closures}
    return replace(PLANS[told.plan], **{name: value for name, value in given.items() if value is not None})


async def run(plan: Plan) -> int:
    """One run; 0 where every number was right."""
    progress = Progress()
    progress.say(f"{plan.title}, from {plan.begins:%d %B %Y} to {plan.ends:%d %B %Y}. Everybody in it is made up.")
    async with servers(plan, progress) as stage:
        began = time.monotonic()
        played = await play(plan, stage, progress.say)
        seconds = time.monotonic() - began
    report(played, progress, seconds)
    return 0 if played.right else WRONG


def report(played: Played, progress: Progress, seconds: float) -> None:
    """The pipeline on the last day, what was done, and the verdict."""
    last, plan = played.looks[-1], played.plan
    names = {c.county: c.name for program in plan.programs for c in load(PROGRAMS / f"{program}.yaml").counties}
    for line in table(last.places, names):
        progress.say(line)
    progress.say(
        f"\nSeed {plan.seed}: {played.families:,} closures, {sum(played.people.values()):,} candidates, "
        f"{last.events:,} events in {seconds:.0f} s. {played.tally.line()}"
    )
    wrong = sum(len(each.differences) + len(each.disorder) for each in played.looks)
    numbers = sum(each.numbers for each in played.looks)
    progress.say(f"{last.named:,} more were named while their case is open; nothing is said of them until it closes.")
    if played.right:
        progress.say(
            f"Right: everybody is in one place, and {numbers:,} numbers at {len(played.looks)} looks are what the events count."
        )
    else:
        progress.say(
            f"WRONG: {wrong} of {numbers:,} numbers at {len(played.looks)} looks; {played.tally.faults.total()} faults. See above."
        )


async def until_told(plan: Plan) -> int:
    """The run, which Ctrl-C ends."""
    running = asyncio.ensure_future(run(plan))
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, running.cancel)
    with suppress(asyncio.CancelledError):
        return await running
    return STOPPED


def main() -> int:
    """Run and return the exit code."""
    try:
        return asyncio.run(until_told(wanted()))
    except (DemoError, LocalStackError, TimeoutError) as error:
        sys.stderr.write(f"Stopped: {error}\n")
        return STOPPED


if __name__ == "__main__":
    sys.exit(main())
