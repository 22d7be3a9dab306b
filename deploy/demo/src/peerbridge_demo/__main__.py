"""`python -m peerbridge_demo`: run the whole system until Ctrl-C."""

import asyncio
import signal
import sys
from argparse import ArgumentParser, Namespace

from peerbridge_demo.launch.demo import Demo
from peerbridge_demo.launch.options import Options
from peerbridge_demo.launch.progress import Progress
from peerbridge_demo.system import DemoError
from peerbridge_local.errors import LocalStackError


def options() -> Options:
    """As the command line says."""
    parser = ArgumentParser(prog="make demo", description="Run the whole system here, with people who use it.")
    parser.add_argument("--keep", action="store_true", help="go on with what an earlier --keep run has stored")
    parser.add_argument("--speed", type=float, default=1.0, help="business days in a second (1)")
    parser.add_argument("--seconds", type=float, help="end by itself after so many seconds")
    parser.add_argument("--no-people", action="store_true", help="run the system only; nobody uses it")
    parser.add_argument("--port", type=int, default=8765, help="of the console, if it is free (8765)")
    told: Namespace = parser.parse_args()
    return Options(told.keep, told.speed, told.seconds, not told.no_people, told.port)


async def run(wanted: Options) -> int:
    """One run; 0 when it was told to end, 1 when it could not go on."""
    progress = Progress()
    progress.say("Peerbridge demo: everything runs on this machine, and everybody in it is made up.")
    demo = Demo(wanted, progress)
    running = asyncio.ensure_future(demo.run())
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, running.cancel)
    failed = False
    try:
        await running
    except asyncio.CancelledError:
        progress.say("\nEnding …")
    except (DemoError, LocalStackError) as error:
        failed = True
        progress.say(f"Stopped: {error}")
    finally:
        await demo.close(failed=failed)
        progress.say("Everything has ended.")
    return int(failed)


def main() -> int:
    """Run and return the exit code."""
    try:
        return asyncio.run(run(options()))
    except (DemoError, LocalStackError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
