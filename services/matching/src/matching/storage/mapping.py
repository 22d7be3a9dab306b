"""Domain values and rows have the same field names.

Lists and documents become tuples on the way in, and back on the way out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlmodel import SQLModel
from sqlmodel.sql.expression import SelectOfScalar

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork

__all__ = ["chosen", "chosen_rows", "loaded", "locked", "stored", "to_value"]

Value = TypeVar("Value")
Row = TypeVar("Row", bound=SQLModel)


def names(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a domain value."""
    return tuple(field.name for field in fields(kind))


def to_value(kind: type[Value], row: SQLModel) -> Value:
    """The row as a domain value."""
    given = {name: getattr(row, name) for name in names(kind)}
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})


def to_row(table: type[SQLModel], value: Any) -> SQLModel:
    """The domain value as a row."""
    return table(**{name: _plain(getattr(value, name)) for name in names(type(value))})


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


async def loaded(work: UnitOfWork, kind: type[Value], table: type[SQLModel], keys: Iterable[Any]) -> dict[Any, Value]:
    """The visible values with these primary keys, by key."""
    return {key: to_value(kind, row) for key, row in (await rows.load(work, table, keys)).items()}


async def locked(work: UnitOfWork, kind: type[Value], table: type[SQLModel], keys: Iterable[Any]) -> dict[Any, Value]:
    """The same, locked until the transaction ends."""
    return {key: to_value(kind, row) for key, row in (await rows.lock(work, table, keys)).items()}


async def chosen_rows(work: UnitOfWork, statement: SelectOfScalar[Row]) -> Sequence[Row]:
    """The rows that a statement selects, as they are now: never as this transaction read them before."""
    return (await work.session.exec(statement.execution_options(populate_existing=True))).all()


async def chosen(work: UnitOfWork, kind: type[Value], statement: SelectOfScalar[Any]) -> list[Value]:
    """The same, as domain values."""
    return [to_value(kind, row) for row in await chosen_rows(work, statement)]


async def stored(work: UnitOfWork, table: type[SQLModel], values: Iterable[Any]) -> None:
    """Insert or update these values in one statement."""
    await rows.store(work, [to_row(table, value) for value in values])
