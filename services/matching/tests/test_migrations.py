"""The migrated schema is the one the code thinks it is; the way down leads back up; every table of people has a policy."""

import asyncio
from typing import Any

from alembic import command

from matching.storage.tables import Base
from peerbridge.database.migrations import configuration

IDS_ONLY = {"program", "partner_county", "pool", "pool_change", "waiting"}


async def test_metadata_and_migrations_agree_and_go_up_down_up(fresh_database: Any) -> None:
    urls = await fresh_database("matching")
    config = configuration("matching", urls.owner)
    for step in (
        lambda: command.check(config),
        lambda: command.downgrade(config, "base"),
        lambda: command.upgrade(config, "head"),
    ):
        await asyncio.to_thread(step)
    await asyncio.to_thread(command.check, config)


async def test_every_table_but_those_of_ids_and_policies_is_under_row_policies(matching: Any) -> None:
    forced = await matching.made.owner("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    assert set(Base.metadata.tables) - {row["relname"] for row in forced} == IDS_ONLY
