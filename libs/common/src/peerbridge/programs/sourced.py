"""Every value of a program's file names its source, or says that we chose it and why.

`source:` in a mapping speaks for all values in it, until one below says otherwise; a single value or a list
names its own as `{value: 12, source: P02}`. The file as a whole cannot: each value is answered for on purpose.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from peerbridge.programs.faults import Fault
from peerbridge.programs.tree import Listed, Mapped, Node, Scalar

CHOSEN_BY_US: Final = "chosen_by_us"
_KNOWN: Final = re.compile(r"P(0[1-9]|[1-5][0-9]|6[0-7])|seed-00[0-4]|census-2019|tz-database")
_OWN_KEYS: Final = frozenset({"source", "reason"})

Data = str | None | list["Data"] | dict[str, "Data"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: practices (`P26`), seed documents, public registers; or us, with the reason."""

    names: tuple[str, ...]
    reason: str | None = None

    @property
    def chosen_by_us(self) -> bool:
        """Whether nobody but us gives this value."""
        return CHOSEN_BY_US in self.names


@dataclass(slots=True)
class Sourced:
    """A file's values without their sources, the source and line of each, and what is wrong."""

    data: Data = None
    sources: dict[str, Source] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, where: str, rule: str) -> None:
        """Note what is wrong."""
        self.faults.append(Fault(line, where, rule))


def read_sources(root: Mapped) -> Sourced:
    """Take values and sources of a whole file apart; faults are collected, not raised."""
    read = Sourced()
    for key in sorted(_OWN_KEYS & root.entries.keys()):
        read.fault(root.entries[key].line, key, "cannot speak for the whole file: name it with each value")
    read.data = {key: _value(read, node, key, None) for key, node in root.entries.items() if key not in _OWN_KEYS}
    return read


def _value(read: Sourced, node: Node, where: str, above: Source | None) -> Data:
    """One value, with its source noted under its path."""
    read.lines[where] = node.line
    match node:
        case Mapped():
            return _mapping(read, node, where, above)
        case Listed():
            return [_value(read, item, f"{where}.{index}", above) for index, item in enumerate(node.items)]
        case Scalar():
            if above is None:
                read.fault(node.line, where, "names no source: add `source: P02`, or `chosen_by_us` with a reason")
            else:
                read.sources[where] = above
            return node.text


def _mapping(read: Sourced, node: Mapped, where: str, above: Source | None) -> Data:
    """A mapping's values, or the one value that it wraps with its source."""
    source = _source(read, node, where) or above
    if "value" not in node.entries:
        entries = {key: below for key, below in node.entries.items() if key not in _OWN_KEYS}
        return {key: _value(read, below, f"{where}.{key}", source) for key, below in entries.items()}
    for key in node.entries.keys() - _OWN_KEYS - {"value"}:
        read.fault(
            node.entries[key].line, where, f"has `{key}` beside `value`: only `source` and `reason` belong there"
        )
    return _value(read, node.entries["value"], where, source)


def _source(read: Sourced, node: Mapped, where: str) -> Source | None:
    """The source that a mapping names, if it does."""
    named, reason = node.entries.get("source"), _text(node.entries.get("reason"))
    if named is None:
        if reason is not None:
            read.fault(node.line, where, "gives a reason without a source")
        return None
    names = tuple(name.strip() for name in (_text(named) or "").split(","))
    unknown = [name for name in names if name != CHOSEN_BY_US and not _KNOWN.fullmatch(name)]
    if unknown:
        read.fault(
            named.line, where, "names an unknown source: P01 to P67, seed-000 to seed-004, census-2019 or chosen_by_us"
        )
    if CHOSEN_BY_US in names and not reason:
        read.fault(named.line, where, "is chosen_by_us without a reason: add `reason: …`")
    return Source(names, reason)


def _text(node: Node | None) -> str | None:
    """A scalar's text; None for anything else."""
    return node.text if isinstance(node, Scalar) else None
