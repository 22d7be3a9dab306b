"""Rows and values have the same fields by the same names; lists in rows are tuples in values."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from sqlmodel import SQLModel

__all__ = ["rows_of", "value_of"]

Value = TypeVar("Value")
Row = TypeVar("Row", bound=SQLModel)


def value_of(kind: Callable[..., Value], row: SQLModel) -> Value:
    """The domain's value in a row."""
    return kind(**{name: _frozen(getattr(row, name)) for name in _names(kind)})


def rows_of(model: type[Row], values: Iterable[Any]) -> list[Row]:
    """The rows of the domain's values."""
    return [model(**{name: _thawed(getattr(value, name)) for name in _names(value.__class__)}) for value in values]


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _thawed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
