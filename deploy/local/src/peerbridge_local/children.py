"""Child processes run in sessions of their own, log into the run's folder, and are recorded the moment they start."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypedDict, Unpack

import psutil

from peerbridge_local import records
from peerbridge_local.errors import LocalStackError


class Options(TypedDict, total=False):
    """How a child is started: its whole environment, folder, uid (only where we are root), the signal to stop it."""

    env: Mapping[str, str] | None
    cwd: Path | None
    user: int | None
    stop_signal: int


class Child:
    """One running process of the run."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], log: Path, stop_signal: int) -> None:
        self.name = name
        self.process = process
        self.log = log
        self.stop_signal = stop_signal
        created = psutil.Process(process.pid).create_time() if process.poll() is None else 0.0
        self.record = records.Record(name, process.pid, created, stop_signal)

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def stop(self, patience: float = 15.0) -> int:
        """Ask it to stop and wait; kill it after `patience` seconds. Returns its exit status."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(self.stop_signal)
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            return self.kill()

    def kill(self) -> int:
        """End it as `kill -9` does and wait for the kernel to say so."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        return self.process.wait()

    def last_words(self, lines: int = 1) -> str:
        """The end of its log, for an error message."""
        text = self.log.read_text(errors="replace").strip().splitlines()
        return " | ".join(text[-lines:]) or "it wrote nothing"

    def require(self) -> None:
        """Raise LocalStackError with its last words if it has ended."""
        if not self.alive:
            raise LocalStackError(
                f"{self.name} ended with status {self.process.returncode}: {self.last_words()} (log: {self.log})"
            )


class Children:
    """The processes of one run, in the order of their start."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._living: list[Child] = []
        self._changing = threading.Lock()

    def start(
        self,
        name: str,
        argv: Sequence[str],
        **options: Unpack[Options],
    ) -> Child:
        """Start `argv`, its output appended to `<name>.log`. Raises LocalStackError when there is no such program."""
        user = options.get("user")
        stop_signal = options.get("stop_signal", signal.SIGTERM)
        log = self._folder / f"{name}.log"
        with self._changing, log.open("ab") as output:
            try:
                process = subprocess.Popen(
                    list(argv),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    env={**(options.get("env") or os.environ), records.RUN: str(self._folder)},
                    cwd=options.get("cwd"),
                    user=user,
                    group=user,
                    extra_groups=None if user is None else [],
                )
            except OSError as error:
                raise LocalStackError(f"{name} cannot be started: {argv[0]}: {error.strerror}") from None
            child = Child(name, process, log, stop_signal)
            self._living = [other for other in self._living if other.alive] + [child]
            records.write(self._folder, [other.record for other in self._living])
        return child

    def stop_all(self, patience: float = 15.0) -> None:
        """Ask all to stop at once, last started first; kill those that have not after `patience` seconds."""
        for child in reversed(self._living):
            if child.alive:
                child.process.send_signal(child.stop_signal)
        deadline = time.monotonic() + patience
        for child in self._living:
            try:
                child.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
        self._living = []
