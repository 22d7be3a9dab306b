"""What is wrong with a program's file: always a line and a rule in words, never a trace."""

from dataclasses import dataclass
from typing import NoReturn


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the line it is on, the value it concerns (`trainings.3.due`; empty: the file), the rule it breaks."""

    line: int
    where: str
    rule: str


class ProgramRefused(ValueError):
    """A program's file is not a policy; `faults` says where and why."""

    def __init__(self, file: str, faults: tuple[Fault, ...]) -> None:
        """Name the file; one line for each fault, in the order of the file."""
        self.file = file
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(f"{file}:{fault.line}: {_words(fault)}" for fault in self.faults))


def refuse(file: str, line: int, rule: str, where: str = "") -> NoReturn:
    """Raise ProgramRefused for one fault."""
    raise ProgramRefused(file, (Fault(line, where, rule),))


def _words(fault: Fault) -> str:
    """The fault, with the value it concerns in front."""
    return f"{fault.where}: {fault.rule}" if fault.where else fault.rule
