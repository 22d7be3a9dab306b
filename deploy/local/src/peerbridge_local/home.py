"""A run lives in one folder that it has claimed with a lock; the kernel gives the lock back however the run ends."""

import contextlib
import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self, Unpack

from peerbridge_local.children import Child, Children, Options
from peerbridge_local.errors import LocalStackError
from peerbridge_local.keeper import EPHEMERAL, LOCK, clear, lock

PROJECT = Path(__file__).resolve().parents[4]


def state_root() -> Path:
    """The folder of all runs: PEERBRIDGE_STATE_DIR, else `.state` in the project."""
    return Path(os.environ.get("PEERBRIDGE_STATE_DIR") or PROJECT / ".state")


class Home:
    """The claimed folder of one run, with the processes that live in it."""

    def __init__(self, folder: Path, held: IO[str]) -> None:
        self.folder = folder
        self._lock = held
        self.children = Children(folder)
        self._keeper = subprocess.Popen(
            [sys.executable, "-m", "peerbridge_local.keeper", str(folder)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    @classmethod
    def claim(cls, name: str, *, keep: bool = False, root: Path | None = None) -> Self:
        """A folder for this process in `root` (else `state_root()`): a fresh one that goes away, or with `keep` the one of that name.

        Ends the leftovers of dead runs first. Raises LocalStackError when a living run has the kept folder.
        """
        root = root or state_root()
        with _all_runs(root):
            _clear_dead_runs(root)
            folder = root / name if keep else Path(tempfile.mkdtemp(prefix=f"{name}-", dir=root))
            folder.mkdir(mode=0o755, exist_ok=True)
            folder.chmod(0o755)
            held = lock(folder)
            if held is None:
                raise LocalStackError(f"{name} is already running in {folder}; end it first (Ctrl-C where it runs)")
            if not keep:
                (folder / EPHEMERAL).touch()
        return cls(folder, held)

    def start(self, name: str, argv: list[str], **options: Unpack[Options]) -> Child:
        """Start a process that lives no longer than this run; see Children.start."""
        return self.children.start(name, argv, **options)

    def release(self) -> None:
        """End every process of the run and give the folder back."""
        self.children.stop_all()
        clear(self.folder)
        if self._keeper.stdin:
            self._keeper.stdin.close()
        self._lock.close()
        self._keeper.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.release()


@contextlib.contextmanager
def _all_runs(root: Path) -> Iterator[None]:
    try:
        root.mkdir(parents=True, exist_ok=True)
        everyone = (root / LOCK).open("w")
    except OSError as error:
        raise LocalStackError(f"{root} cannot be written ({error.strerror}); set PEERBRIDGE_STATE_DIR") from None
    with everyone:
        fcntl.flock(everyone, fcntl.LOCK_EX)
        yield


def _clear_dead_runs(root: Path) -> None:
    for folder in root.iterdir():
        held = lock(folder) if (folder / LOCK).exists() and folder.is_dir() else None
        if held:
            with held:
                clear(folder)
