"""A row for any table, made from its declaration: what is said of people in it carries a canary."""

from datetime import UTC, date, datetime, time
from typing import Any, Final
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.sql.sqltypes import AutoString

from peerbridge.ids import uuid7

__all__ = ["CANARY", "insert", "value"]

CANARY: Final = "Zaphod"
PLAIN: Final[dict[type, Any]] = {
    bool: False,
    int: 1,
    float: 1.5,
    date: date(2026, 1, 5),
    datetime: datetime(2026, 1, 5, tzinfo=UTC),
    time: time(8),
}


def value(column: Any, person: UUID, application: UUID, county: str, mine: frozenset[str]) -> Any:
    """Something that fits a column: in those called `mine` and in lists of ids this person, in texts about people the canary."""
    kind = column.type
    if column.name == "county":
        return county
    if isinstance(kind, sa.ARRAY):
        return _several(column.name, kind.item_type, person)
    if isinstance(kind, sa.Uuid):
        whose = person if column.name in mine else uuid7()
        return application if column.name in {"application", "id"} else whose
    if isinstance(kind, JSONB):
        return f'{{"said": "{CANARY}"}}'
    if isinstance(kind, sa.String | AutoString):
        return CANARY[: kind.length or 99]
    return {**PLAIN, bytes: person.bytes}[kind.python_type]


def _several(name: str, item: Any, person: UUID) -> list[Any]:
    if name == "shared_with":
        return []
    return [person] if isinstance(item, sa.Uuid) else [1] if isinstance(item, sa.Integer) else [CANARY]


async def insert(
    connection: asyncpg.Connection, table: sa.Table, person: UUID, county: str, mine: frozenset[str], **same: Any
) -> None:
    """One row of this person in a table; `same`: values set by column."""
    application = uuid7()
    columns = list(table.columns)
    names = ", ".join(f'"{column.name}"' for column in columns)
    places = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
    values = [same.get(each.name, value(each, person, application, county, mine)) for each in columns]
    await connection.execute(f'INSERT INTO "{table.name}" ({names}) VALUES ({places})', *values)  # names of ours
