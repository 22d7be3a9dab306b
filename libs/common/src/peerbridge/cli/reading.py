"""Files of programmes and pools: all are read before anything is sent, and the faults of all are shown."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from peerbridge.cli.errors import FileFault
from peerbridge.cli.output import note
from peerbridge.programs import ProgramRefused

__all__ = ["read_all"]

Read = TypeVar("Read")


def read_all(files: Iterable[Path], read: Callable[[Path], Read]) -> list[Read]:
    """What stands in every file. Raises: FileFault, after the faults of all files are shown."""
    good: list[Read] = []
    at_fault = 0
    for path in files:
        try:
            good.append(read(path))
        except ProgramRefused as refused:
            at_fault += 1
            for line in str(refused).splitlines():
                note(line)
    if at_fault:
        raise FileFault(f"{at_fault} of {at_fault + len(good)} files are at fault.", "Nothing was sent.")
    return good
