"""Two policies compared value by value; things in lists are told apart by their ids, not by their place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["Difference", "differences"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs. `path`: like `trainings[dhs-101].hours`; `before`, `after`: None where there is no value."""

    path: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        """`- path: old`, `+ path: new` or `~ path: old -> new`."""
        if self.after is None:
            return f"- {self.path}: {self.before}"
        return (
            f"+ {self.path}: {self.after}" if self.before is None else f"~ {self.path}: {self.before} -> {self.after}"
        )


def differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    """What differs between two policies as JSON, in the order of the paths."""
    old, new = dict(_values("", before)), dict(_values("", after))
    for path in sorted(old.keys() | new.keys()):
        if old.get(path) != new.get(path):
            yield Difference(path, old.get(path), new.get(path))


def _values(path: str, value: object) -> Iterator[tuple[str, str]]:
    """Every single value with its path; what is absent and what is empty are the same."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _values(f"{path}.{name}" if path else name, below)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for item in value:
            yield from _values(f"{path}[{_name(item)}]", item)
    elif value not in (None, [], {}):
        yield path, ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _name(item: object) -> str:
    """An item's id: the first of its values, as policies are declared."""
    return str(next(iter(item.values()), "")) if isinstance(item, dict) else str(item)
