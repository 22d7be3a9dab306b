"""Two policies compared value by value; things in lists are told apart by their ids, not by their place."""

from collections.abc import Iterator
from typing import Any

__all__ = ["differences"]


def differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """`- path: old`, `+ path: new` and `~ path: old -> new`, in the order of the paths."""
    old, new = dict(_values("", before)), dict(_values("", after))
    for path in sorted(old.keys() | new.keys()):
        if path not in new:
            yield f"- {path}: {old[path]}"
        elif path not in old:
            yield f"+ {path}: {new[path]}"
        elif old[path] != new[path]:
            yield f"~ {path}: {old[path]} -> {new[path]}"


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
