"""A module of the product, to be changed from outside: imported when a bug is planted, and seen by no type checker."""

from importlib import import_module
from typing import Any

__all__ = ["part"]


def part(name: str) -> Any:
    """The module of this name."""
    return import_module(name)
