"""Every child is written down with its start time, so that a later run ends it and never a stranger with its pid."""

import contextlib
import json
import signal
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

FILE = "children.json"
RUN = "PEERBRIDGE_RUN"  # in the environment of every process of a run: its folder
KILLED_SECONDS = 10.0  # for the kernel to take a killed process away
SAME_START = 2.0  # seconds by which a start time may move when the machine's clock is set


@dataclass(frozen=True)
class Record:
    """A child process as another process can find it again."""

    name: str
    pid: int
    created: float
    stop_signal: int


def write(folder: Path, records: Iterable[Record]) -> None:
    """Replace the folder's list of children, atomically."""
    new = folder / f"{FILE}.new"
    new.write_text(json.dumps([asdict(record) for record in records]))
    new.replace(folder / FILE)


def read(folder: Path) -> list[Record]:
    """The folder's children as last written; none where the file is missing or was cut off."""
    try:
        return [Record(**entry) for entry in json.loads((folder / FILE).read_text())]
    except (OSError, ValueError, TypeError):
        return []


def find(record: Record) -> psutil.Process | None:
    """The living process of a record, or None when it ended or its pid belongs to another by now."""
    try:
        process = psutil.Process(record.pid)
        if abs(process.create_time() - record.created) > SAME_START or process.status() == psutil.STATUS_ZOMBIE:
            return None
    except psutil.NoSuchProcess:
        return None
    return process


def unrecorded(folder: Path) -> list[Record]:
    """Living processes of the folder's run that its owner had no time to write down: they carry the folder's name with them."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get(RUN) == str(folder):
                found.append(Record(process.name(), process.pid, process.create_time(), signal.SIGTERM))
    return found


def end(records: Iterable[Record], patience: float = 8.0) -> None:
    """Ask the recorded processes to stop, last started first; kill those that have not after `patience` seconds.

    When this returns nothing of them writes any more.
    """
    living = [(record, process) for record in records if (process := find(record))]
    for record, process in reversed(living):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.Signals(record.stop_signal))
    if not _gone(living, patience):
        for record, process in living:
            if find(record):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
        _gone(living, KILLED_SECONDS)


def _gone(living: Iterable[tuple[Record, psutil.Process]], patience: float) -> bool:
    """Whether all of them end within `patience` seconds."""
    deadline = time.monotonic() + patience
    while any(find(record) for record, _ in living):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
