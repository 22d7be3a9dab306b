"""What can be wrong with a whole file. Rows read before a break hold: the mended file changes only what differs.

IntakeError
├── FileRefused    nothing of the file can be read
└── FileBroken     the file was read up to a line
"""


class IntakeError(Exception):
    """A file is at fault: what is wrong, and what to do about it, as two sentences for a person."""

    def __init__(self, problem: str, remedy: str, line: int | None = None) -> None:
        """`line` counts from 1; None where the fault has no place."""
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.line = line

    def __str__(self) -> str:
        """Place, problem and remedy on one line."""
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.problem} {self.remedy}"


class FileRefused(IntakeError):
    """Nothing of the file can be read."""


class FileBroken(IntakeError):
    """The file was read up to a line; the rows before it hold."""
