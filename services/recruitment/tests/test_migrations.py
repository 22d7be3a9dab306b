"""The revisions are one line, go up, down and up again, and end where the tables say."""

import asyncio
from collections.abc import Awaitable, Callable

from alembic import command
from alembic.script import ScriptDirectory

from peerbridge.database.migrations import configuration
from peerbridge.database.provision import Urls


async def test_revisions_go_up_down_and_up_and_match_the_tables(
    fresh_database: Callable[[str], Awaitable[Urls]],
) -> None:
    config = configuration("recruitment", (await fresh_database("recruitment")).owner)
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1
    await asyncio.to_thread(command.downgrade, config, "base")
    await asyncio.to_thread(command.upgrade, config, "head")
    await asyncio.to_thread(command.check, config)
