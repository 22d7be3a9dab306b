"""Rows in and out in one statement each, by primary key and in key order, so that no list deadlocks with another."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, JSON, Table
from sqlalchemy.dialects import postgresql
from sqlmodel import SQLModel, col, select, tuple_

from peerbridge.database.work import UnitOfWork

__all__ = ["load", "lock", "store"]

Row = TypeVar("Row", bound=SQLModel)


def _table(model: type[SQLModel]) -> Table:
    return model.__table__  # type: ignore[attr-defined, no-any-return]  # a table model has one


def _order(key: Any) -> Any:
    """What keys are sorted by: PostgreSQL orders a UUID as its number, and so does this, without a comparison in Python."""
    return key.int if isinstance(key, UUID) else key


def _key(row: Any, names: Sequence[str]) -> Any:
    values = tuple(getattr(row, name) for name in names)
    return values[0] if len(values) == 1 else values


async def load(work: UnitOfWork, model: type[Row], keys: Iterable[Any], *, lock_rows: bool = False) -> dict[Any, Row]:
    """The visible rows of `model` with these primary keys (tuples where the key has several columns), by key."""
    wanted = sorted(set(keys), key=_order)
    if not wanted:
        return {}
    names = [column.name for column in _table(model).primary_key]
    columns = [col(getattr(model, name)) for name in names]
    statement = (
        select(model)
        .where(columns[0].in_(wanted) if len(columns) == 1 else tuple_(*columns).in_(wanted))
        .order_by(*columns)
    )
    if lock_rows:
        statement = statement.with_for_update()
    found = (await work.session.exec(statement.execution_options(populate_existing=True))).all()
    return {_key(row, names): row for row in found}


async def lock(work: UnitOfWork, model: type[Row], keys: Iterable[Any]) -> dict[Any, Row]:
    """The same rows, locked `FOR UPDATE` in key order until the transaction ends."""
    return await load(work, model, keys, lock_rows=True)


async def store(work: UnitOfWork, rows: Sequence[Any], into: type[SQLModel] | None = None) -> None:
    """Insert or update these rows (of one table) by primary key in one statement; of two with one key the last wins.

    `rows` are table models, or with `into` any values that have its columns as attributes: domain values on the hot path.
    """
    if not rows:
        return
    table = _table(into or type(rows[0]))
    names = [column.name for column in table.primary_key]
    last = {_key(row, names): row for row in rows}
    ordered = [last[key] for key in sorted(last, key=_order)]
    statement, columns = _upsert(table)
    values = [_column(kind, map(attrgetter(name), ordered)) for name, kind in columns]
    if into is None:
        _forget(work, ordered)
    await (await work.raw()).execute(statement, *values)
    work.counties.update(county for row in ordered if (county := getattr(row, "county", None)))


def _forget(work: UnitOfWork, rows: Sequence[SQLModel]) -> None:
    """What was stored here the session must not write once more."""
    session = work.session.sync_session
    for row in rows:
        if row in session:
            session.expunge(row)


def _column(kind: str, values: Iterable[Any]) -> list[Any]:
    return list(values) if kind == "plain" else [_encode(kind, value) for value in values]


def _encode(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == "json":
        return json.dumps(value, default=str)
    return "{" + ",".join(json.dumps(str(item), ensure_ascii=False) for item in value) + "}"


@cache
def _upsert(table: Table) -> tuple[str, list[tuple[str, str]]]:
    """The statement and, per written column, how its values travel: arrays and documents as text, since unnest flattens them."""
    columns = [c for c in table.columns if c.identity is None and c.computed is None]
    parameters, selected, kinds = [], [], []
    for n, column in enumerate(columns, 1):
        kind = "array" if isinstance(column.type, ARRAY) else "json" if isinstance(column.type, JSON) else "plain"
        sql_type = column.type.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]  # SQLAlchemy's
        base = sql_type.split("(")[0] if sql_type.startswith("VARCHAR") else sql_type
        parameters.append(f"${n}::{'text' if kind != 'plain' else base}[]")
        selected.append(f'"{column.name}"' if kind == "plain" else f'"{column.name}"::{sql_type}')
        kinds.append((column.name, kind))
    names = ", ".join(f'"{c.name}"' for c in columns)
    key = ", ".join(f'"{c.name}"' for c in table.primary_key)
    changed = ", ".join(f'"{c.name}" = excluded."{c.name}"' for c in columns if not c.primary_key)
    then = f"DO UPDATE SET {changed}" if changed else "DO NOTHING"
    statement = (
        f'INSERT INTO "{table.name}" ({names}) SELECT {", ".join(selected)} FROM unnest({", ".join(parameters)}) AS rows ({names}) '
        f"ON CONFLICT ({key}) {then}"
    )
    return statement, kinds
