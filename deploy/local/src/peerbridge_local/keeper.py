"""Ends the children of a run whose owner died without doing so: it waits on a pipe that only the owner holds open.

`python -m peerbridge_local.keeper FOLDER` with the pipe as standard input.
"""

import contextlib
import fcntl
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import IO

from peerbridge_local import records

EPHEMERAL = "ephemeral"  # a file of this name marks a folder that goes away with its run
LOCK = "lock"
DYING_SECONDS = 15.0  # a dying owner's pipe may close before its lock does


def clear(folder: Path) -> None:
    """End what still runs of the folder's run, and remove the folder unless it is kept."""
    records.end(records.read(folder))
    records.end(records.unrecorded(folder))
    if (folder / EPHEMERAL).exists():
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Wait for the owner's end, then clear its folder, unless another run has claimed it meanwhile."""
    folder = Path(sys.argv[1])
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    sys.stdin.buffer.read()
    with contextlib.suppress(FileNotFoundError):  # the owner has cleared it
        if held := lock(folder, DYING_SECONDS):
            with held:
                clear(folder)


def lock(folder: Path, patience: float = 0.0) -> IO[str] | None:
    """The folder's lock if it becomes ours within so many seconds, else None. Raises FileNotFoundError without a folder."""
    held, deadline = (folder / LOCK).open("w"), time.monotonic() + patience
    while True:
        with contextlib.suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return held
        if time.monotonic() >= deadline:
            held.close()
            return None
        time.sleep(0.05)


if __name__ == "__main__":
    main()
