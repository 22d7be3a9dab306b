"""From a program's or a pool's file to its policy: read, take the sources out, validate, check the rules of practice."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from pydantic import ValidationError

from peerbridge.events.base import Part
from peerbridge.events.policy import Policy
from peerbridge.events.pool import PoolPolicy
from peerbridge.programs.broken import Broken
from peerbridge.programs.faults import Fault, ProgramRefused, refuse
from peerbridge.programs.pool_rules import broken_pool_rules
from peerbridge.programs.rules import broken_rules
from peerbridge.programs.sourced import Source, Sourced, read_sources
from peerbridge.programs.tree import LARGEST, read_tree

Told = TypeVar("Told", bound=Part)
POOL: Final = "pool-"
"""How the file of a state's pool begins, beside those of its programs."""


def is_pool(path: Path | str) -> bool:
    """Whether a file is called as a state's pool is."""
    return Path(path).name.startswith(POOL)


def program_files(folder: Path) -> list[Path]:
    """The files of programs in a folder, without those of pools."""
    return sorted(path for path in folder.glob("*.yaml") if not is_pool(path))


def load(path: Path | str) -> Policy:
    """The policy in a file. Raises: ProgramRefused, naming file, line and rule of every fault."""
    return loads(_text(Path(path)), str(path))


def load_pool(path: Path | str) -> PoolPolicy:
    """The pool in a file. Raises: ProgramRefused, naming file, line and rule of every fault."""
    return loads_pool(_text(Path(path)), str(path))


def sources(path: Path | str) -> dict[str, Source]:
    """Where each value comes from, by its path in the policy (`trainings.0.name`). Raises: ProgramRefused."""
    return _sourced(_text(Path(path)), str(path)).sources


def loads(text: str, file: str = "program") -> Policy:
    """The policy in a text; `file` is how it is called in errors. Raises: ProgramRefused."""
    return _loads(text, file, Policy, broken_rules)


def loads_pool(text: str, file: str = "pool") -> PoolPolicy:
    """The pool in a text; `file` is how it is called in errors. Raises: ProgramRefused."""
    return _loads(text, file, PoolPolicy, broken_pool_rules)


def _loads(text: str, file: str, kind: type[Told], rules: Callable[[Told], Sequence[Broken]]) -> Told:
    """What a text says, as a policy of this kind. Raises: ProgramRefused."""
    read = _sourced(text, file)
    try:
        policy = kind.model_validate(read.data, extra="forbid")
    except ValidationError as error:
        raise ProgramRefused(file, _invalid(error, read.lines)) from None
    broken = tuple(Fault(_line(read.lines, rule.where), rule.where, rule.rule) for rule in rules(policy))
    if broken:
        raise ProgramRefused(file, broken)
    return policy


def _text(path: Path) -> str:
    """The file's text. Raises: ProgramRefused."""
    try:
        with path.open("rb") as file:
            return file.read(4 * LARGEST).decode()
    except UnicodeDecodeError as error:
        refuse(str(path), error.object[: error.start].count(b"\n") + 1, "is not UTF-8")
    except OSError as error:
        refuse(str(path), 1, f"cannot be read: {error.strerror}")


def _sourced(text: str, file: str) -> Sourced:
    """Values and sources of a text. Raises: ProgramRefused."""
    read = read_sources(read_tree(text, file))
    if read.faults:
        raise ProgramRefused(file, tuple(read.faults))
    return read


def _invalid(error: ValidationError, lines: dict[str, int]) -> tuple[Fault, ...]:
    """What the policy's own types say, by line."""
    found = []
    for fault in error.errors(include_url=False, include_input=False):
        where = ".".join(map(str, fault["loc"]))
        rule = {"missing": "is missing", "extra_forbidden": "is no word of a policy"}.get(fault["type"], fault["msg"])
        found.append(Fault(_line(lines, where), where, rule))
    return tuple(found)


def _line(lines: dict[str, int], where: str) -> int:
    """The line of a value, or of the nearest thing around it."""
    while where and where not in lines:
        where = where.rpartition(".")[0]
    return lines.get(where, 1)
