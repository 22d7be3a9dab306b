"""The migrated schema is the one the code thinks it is; the way down leads back up; what is of a county has a policy."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
from alembic import command

from console.storage.tables import Base
from peerbridge.database.migrations import configuration
from peerbridge.ids import uuid7

OPEN = {"mention", "program", "served_county"}


async def test_metadata_and_migrations_agree_and_go_up_down_up(fresh_database: Any) -> None:
    urls = await fresh_database("console")
    config = configuration("console", urls.owner)
    for step in (
        lambda: command.check(config),
        lambda: command.downgrade(config, "base"),
        lambda: command.upgrade(config, "head"),
    ):
        await asyncio.to_thread(step)
    await asyncio.to_thread(command.check, config)


async def test_every_table_but_those_of_ids_and_programmes_is_under_row_policies(console: Any) -> None:
    forced = await console.owner("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    assert set(Base.metadata.tables) - {row["relname"] for row in forced} == OPEN


EVENT = """
INSERT INTO event (id, topic, type, subject, county, shared_with, is_shared, time, sequence, correlation, ids, data)
VALUES ($1, 'peerbridge.matches', 'peerbridge.MatchEnded.v1', 'it', '19049', $2, cardinality($2::varchar[]) > 0, now(), 1, $1, '{}', '{}')
"""


async def test_what_was_shared_before_its_lists_were_there_is_in_them_and_what_comes_later_too(
    fresh_database: Any,
) -> None:
    urls = await fresh_database("console")
    config, told = configuration("console", urls.owner), set[tuple[str, UUID, str]]()

    async def tell(*counties: str) -> None:
        event = uuid7()
        await owner.execute(EVENT, event, counties)
        told.update((county, event, "peerbridge.MatchEnded.v1") for county in counties)

    await asyncio.to_thread(command.downgrade, config, "0001")
    owner = await asyncpg.connect(urls.owner)
    try:
        await owner.execute("SELECT set_config('peerbridge.counties', '19153,19049,53033', false)")
        await tell("19153")
        await tell()
        await tell("19153", "53033")
        await asyncio.to_thread(command.upgrade, config, "head")
        await tell("53033")
        kept = await owner.fetch("SELECT county, event, type FROM shared")
    finally:
        await owner.close()
    assert {tuple(row) for row in kept} == told
    assert len(told) == 4
