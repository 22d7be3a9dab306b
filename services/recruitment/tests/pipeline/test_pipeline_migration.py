"""The revision of applications and partners: the tables are the models', and the way down and up again is open."""

import asyncio
from typing import Any

from alembic import command

from peerbridge.database.migrations import configuration


async def test_the_tables_are_the_models_also_after_the_way_down_and_up(fresh_database: Any) -> None:
    urls = await fresh_database("recruitment")

    def run() -> None:
        for step, revision in ((command.downgrade, "0002"), (command.upgrade, "head")):
            step(configuration("recruitment", urls.owner), revision)
        command.check(configuration("recruitment", urls.owner))

    await asyncio.to_thread(run)
