"""Every column of every table says whether it holds a person's data, in one place per service; a column added later must say so too."""

from typing import Any

import asyncpg

from peerbridge.database.chassis import CHASSIS_TABLES
from peerbridge.service import Service

CHASSIS = CHASSIS_TABLES | {"alembic_version"}
"""Ids, positions and envelopes; of `idempotency` the answers are emptied by every erasure, and gone after 48 hours."""
COLUMNS = """
SELECT c.relname AS name, array_agg(a.attname::text) AS columns FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
GROUP BY c.relname
"""


async def test_every_column_is_declared_as_kept_deleted_or_emptied(
    service: Service, name: str, fresh_database: Any
) -> None:
    connection = await asyncpg.connect((await fresh_database(name)).owner)
    try:
        tables = {row["name"]: set(row["columns"]) for row in await connection.fetch(COLUMNS)}
    finally:
        await connection.close()
    assert service.erasure is not None
    declared = {table: set(holding.columns) for table, holding in service.erasure.holdings.items()}
    assert declared == {table: columns for table, columns in tables.items() if table not in CHASSIS}


def test_a_column_is_declared_once_and_what_goes_says_whose_it_is(service: Service) -> None:
    assert service.erasure is not None
    for table, holding in service.erasure.holdings.items():
        several = [*holding.kept, *holding.deleted, *holding.emptied]
        assert len(several) == len(set(several)), table
        assert bool(holding.whose) == bool(holding.deleted or holding.emptied), table
        assert not (holding.deleted and (holding.kept or holding.emptied)), table
