"""A service's database, read by a superuser: chassis tables by their columns, the service's own by information_schema."""

from collections.abc import Mapping
from typing import Any, Final

import asyncpg

from peerbridge_faults.reader.seen import Place

__all__ = ["CHASSIS", "read_place"]

CHASSIS: Final = frozenset({
    "alembic_version", "audit", "audit_chain", "audit_head", "audit_keep", "clock", "control", "counties", "erased", "idempotency", "inbox",
    "job", "lost_facts", "opening", "outbox", "own_log", "parked", "parked_keys", "positions", "published", "streams",
})  # fmt: skip
COLUMNS: Final = """
SELECT c.table_name, c.column_name, c.udt_name FROM information_schema.columns c JOIN pg_class t ON t.relname = c.table_name
WHERE c.table_schema = 'public' AND t.relkind IN ('r', 'p') AND NOT t.relispartition ORDER BY 1, c.ordinal_position
"""
KEYS: Final = """
SELECT k.table_name, array_agg(k.column_name::text ORDER BY k.ordinal_position) AS columns
FROM information_schema.key_column_usage k JOIN information_schema.table_constraints c USING (constraint_name, table_name)
WHERE c.constraint_type = 'PRIMARY KEY' AND c.table_schema = 'public' GROUP BY 1
"""
CLOSED: Final = """
SELECT count(*) FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'county'
WHERE t.relkind = 'r' AND t.relname = ANY ($1::text[]) AND NOT (t.relrowsecurity AND t.relforcerowsecurity)
AND EXISTS (SELECT 1 FROM pg_attribute s WHERE s.attrelid = t.oid AND s.attname = 'shared_with')
"""
LINKS: Final = "SELECT position, encode(previous, 'hex') AS previous, encode(hash, 'hex') AS hash, id FROM audit_chain ORDER BY position"
DEADLOCKS: Final = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
ASKED: Final = ("deliveries", "people", "opt_outs", "turns", "event", "cases", "known_case", "thing")
SMALL: Final = 400_000  # rows of a table that are read into memory


async def read_place(service: str, url: str) -> Place:
    """Read all that the checks need, in one connection."""
    connection = await asyncpg.connect(url, timeout=30, command_timeout=300)
    try:
        place = Place(service, url)
        await _chassis(connection, place)
        await _own(connection, place)
    finally:
        await connection.close()
    return place


async def _chassis(connection: asyncpg.Connection, place: Place) -> None:
    rows = await connection.fetch("SELECT event_id::text AS id, count(*) AS n FROM inbox GROUP BY 1")
    place.inbox = {row["id"]: row["n"] for row in rows}
    rows = await connection.fetch("SELECT topic, partition, next_offset FROM positions")
    place.positions = {(row["topic"], row["partition"]): row["next_offset"] for row in rows}
    place.parked = await _fetch(connection, "SELECT *, event_id::text AS event FROM parked ORDER BY id")
    place.parked_keys = await _fetch(connection, "SELECT *, next_attempt_at < now() AS due FROM parked_keys")
    place.outbox = await _fetch(connection, "SELECT id, event_id::text AS event, topic, key FROM outbox ORDER BY id")
    rows = await connection.fetch("SELECT event_id::text AS event, topic, key FROM published")
    place.published = {row["event"]: (row["topic"], row["key"]) for row in rows}
    rows = await connection.fetch("SELECT topic, key, version FROM streams")
    place.streams = {(row["topic"], row["key"]): row["version"] for row in rows}
    place.audit = await _fetch(connection, "SELECT *, correlation::text AS story FROM audit ORDER BY id")
    place.links = await _fetch(connection, LINKS)
    place.jobs = await _fetch(connection, "SELECT id::text, kind, attempt, failed FROM job WHERE done_at IS NULL")
    place.deadlocks = await connection.fetchval(DEADLOCKS)
    place.unanswered = await connection.fetchval("SELECT count(*) FROM idempotency WHERE status = 0")


async def _own(connection: asyncpg.Connection, place: Place) -> None:
    for row in await connection.fetch(COLUMNS):
        if row["table_name"] not in CHASSIS:
            place.tables.setdefault(row["table_name"], {})[row["column_name"]] = row["udt_name"]
    keys = {row["table_name"]: tuple(row["columns"]) for row in await connection.fetch(KEYS)}
    place.keys = {table: keys.get(table, ()) for table in place.tables}
    place.open = bool(await connection.fetchval(CLOSED, [*place.tables, "audit", "lost_facts", "parked"]))
    for table, columns in place.tables.items():
        key = place.keys[table]
        if len(key) == 1 and columns[key[0]] == "uuid":
            rows = await connection.fetch(f'SELECT "{key[0]}"::text AS id FROM "{table}"')
            place.ids[table] = {row["id"] for row in rows}
        if table in ASKED:
            place.rows[table] = await _fetch(connection, f'SELECT * FROM "{table}" LIMIT {SMALL}')


async def _fetch(connection: asyncpg.Connection, statement: str) -> list[Mapping[str, Any]]:
    return [dict(row) for row in await connection.fetch(statement)]
