"""How the command fails: one line that says what is wrong and what to do, and an exit code a script can rely on.

CommandError
├── FileFault        3  a file cannot be read, or breaks off
├── Answered         4  a service said no (its problem details, as one line)
│   └── NotAllowed   6  no token, an expired one, or one that does not reach
└── Unreachable      5  a service does not answer
"""

from typing import ClassVar, Final

__all__ = [
    "EXIT_CODES",
    "ROWS_REFUSED",
    "WRONG_USE",
    "Answered",
    "CommandError",
    "FileFault",
    "NotAllowed",
    "Unreachable",
]

ROWS_REFUSED: Final = 1
WRONG_USE: Final = 2  # as the option parser has it
EXIT_CODES: Final = """Exit codes: 0 all done · 1 done, but some rows were refused
(`diff` found a difference, `audit verify` a broken chain) ·
2 the command was used wrongly · 3 a file cannot be read or breaks off (rows before the break are taken) ·
4 a service refused · 5 a service cannot be reached · 6 no valid token, or not allowed."""


class CommandError(Exception):
    """Ends the command. Its text is shown as it is, on one line."""

    exit_code: ClassVar[int] = 4

    def __init__(self, problem: str, remedy: str = "") -> None:
        """What is wrong, and what to do about it."""
        super().__init__(" ".join(f"{problem} {remedy}".split()))


class FileFault(CommandError):
    """A file cannot be read, or breaks off."""

    exit_code = 3


class Answered(CommandError):
    """A service said no; `status` is HTTP's, 0 where the answer itself was wrong."""

    status: int = 0


class NotAllowed(Answered):
    """No token, an expired one, or one that does not reach."""

    exit_code = 6


class Unreachable(CommandError):
    """A service does not answer."""

    exit_code = 5
