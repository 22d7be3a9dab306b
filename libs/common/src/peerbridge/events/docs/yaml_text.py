"""Plain data as YAML, block style, every text quoted as JSON: nothing to guess for whoever reads it."""

import json
from collections.abc import Iterator
from typing import Any


def yaml_text(data: dict[str, Any]) -> str:
    """The data as a YAML document."""
    return "\n".join(_mapping(data, "")) + "\n"


def _mapping(data: dict[str, Any], indent: str) -> Iterator[str]:
    """The lines of a mapping."""
    for key, value in data.items():
        head = f"{indent}{key if key.replace('_', '').isalnum() else json.dumps(key)}:"
        if isinstance(value, dict) and value:
            yield head
            yield from _mapping(value, f"{indent}  ")
        elif isinstance(value, list) and value:
            yield head
            yield from _items(value, f"{indent}  ")
        else:
            yield f"{head} {json.dumps(value, ensure_ascii=False)}"


def _items(items: list[Any], indent: str) -> Iterator[str]:
    """The lines of a list."""
    for item in items:
        if isinstance(item, dict) and item:
            first, *rest = _mapping(item, f"{indent}  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{indent}- {json.dumps(item, ensure_ascii=False)}"
