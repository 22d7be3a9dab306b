"""YAML as a small tree that knows its lines. Refuses all that can hide something: aliases, tags, doubled keys, depth.

A scalar stays text: the field it belongs to decides what it means, so that the county 01001 is no octal number.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml

from peerbridge.programs.faults import refuse

DEEPEST: Final = 20
"""A policy is five deep; more is an attack on whoever reads it."""
LARGEST: Final = 1_000_000
"""Characters: the largest program, Texas with 254 counties, needs 30,000."""
_NOTHING: Final = frozenset({"", "~", "null"})


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as it is written; None for an empty one."""

    line: int
    text: str | None


@dataclass(slots=True)
class Listed:
    """A list."""

    line: int
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Mapped:
    """A mapping; `pending` is the key that waits for its value while the file is being read."""

    line: int
    entries: dict[str, "Node"] = field(default_factory=dict)
    pending: str | None = None


Node = Scalar | Listed | Mapped


def read_tree(text: str, file: str) -> Mapped:
    """The one mapping that a program's file is. Raises: ProgramRefused."""
    if len(text) > LARGEST:
        refuse(file, 1, f"is larger than {LARGEST:,} characters")
    try:
        root = _built(yaml.parse(text, Loader=yaml.SafeLoader), file)
    except yaml.MarkedYAMLError as error:
        refuse(file, _line(error.problem_mark), f"is no YAML: {error.problem}")
    except yaml.YAMLError:
        refuse(file, 1, "is no YAML: it holds a character that YAML does not allow")
    if not isinstance(root, Mapped):
        refuse(file, 1, "is no program: it starts with `program: …`")
    return root


def _built(events: Iterator[yaml.Event], file: str) -> Node | None:
    """The tree of the events of one document, built without recursion."""
    root: Node | None = None
    open_nodes: list[Listed | Mapped] = []
    for event in events:
        line = _line(event.start_mark)
        _check(event, root, line, file)
        if isinstance(event, yaml.CollectionEndEvent):
            open_nodes.pop()
        if (node := _node(event, line)) is None:
            continue
        if open_nodes:
            _put(open_nodes[-1], node, file)
        else:
            root = node
        if isinstance(node, Listed | Mapped):
            open_nodes.append(node)
        if len(open_nodes) > DEEPEST:
            refuse(file, line, f"is nested deeper than {DEEPEST} levels")
    return root


def _line(mark: object) -> int:
    """The line of a mark, counted from one; the parser marks every event and almost every error."""
    return int(getattr(mark, "line", 0)) + 1


def _check(event: yaml.Event, root: Node | None, line: int, file: str) -> None:
    """Refuse what a policy never needs. Raises: ProgramRefused."""
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        refuse(file, line, "uses an anchor or alias: write the value out where it belongs")
    if getattr(event, "tag", None) not in (None, "!"):
        refuse(file, line, "uses a tag: write plain values")
    if isinstance(event, yaml.DocumentStartEvent) and root is not None:
        refuse(file, line, "holds a second document: one program, one file")


def _node(event: yaml.Event, line: int) -> Node | None:
    """The node that an event begins, if it begins one."""
    if isinstance(event, yaml.MappingStartEvent):
        return Mapped(line)
    if isinstance(event, yaml.SequenceStartEvent):
        return Listed(line)
    if isinstance(event, yaml.ScalarEvent):
        plain = event.style is None
        return Scalar(line, None if plain and event.value in _NOTHING else event.value)
    return None


def _put(parent: Listed | Mapped, node: Node, file: str) -> None:
    """Put a node under its parent, as item, key or value. Raises: ProgramRefused, for a key that is none."""
    if isinstance(parent, Listed):
        parent.items.append(node)
    elif parent.pending is not None:
        parent.entries[parent.pending] = node
        parent.pending = None
    elif not isinstance(node, Scalar) or node.text is None:
        refuse(file, node.line, "has a key that is no plain word")
    elif node.text in parent.entries:
        refuse(file, node.line, f"says `{node.text}` twice")
    else:
        parent.pending = node.text
