"""A lock that ends with its holder: an advisory lock on one connection that PostgreSQL closes when it is idle for two seconds.

A process that is killed frees it at once; one that stands still cannot ping, and loses it (DELIVERY, "Out").
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg

__all__ = ["Lease"]

SETTINGS = {
    "idle_session_timeout": "2s",
    "statement_timeout": "15s",
    "transaction_timeout": "0",
    "idle_in_transaction_session_timeout": "5s",
    "plan_cache_mode": "force_custom_plan",  # lists of ids are hashed only where the planner sees them
}
PING_SECONDS, CAMPAIGN_SECONDS, COMMAND_SECONDS = 0.5, 0.5, 20
ELECT = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))"


class Lease:
    """The connection that holds the lock; everything its holder does with the database goes through it, one at a time."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection
        self._one = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator["Lease"]:
        """A connection that may come to hold a lease; closed on leaving."""
        connection = await asyncpg.connect(url, server_settings=SETTINGS, timeout=5, command_timeout=COMMAND_SECONDS)
        try:
            yield cls(connection)
        finally:
            with suppress(Exception):
                await connection.close(timeout=2)

    async def campaign(self, name: str, waiting: Callable[[], None]) -> None:
        """Wait until the lock `name` is ours; `waiting` is called at every round."""
        while not await self.connection.fetchval(ELECT, name):
            waiting()
            await asyncio.sleep(CAMPAIGN_SECONDS)

    async def keep(self) -> None:
        """Ping for as long as the lease lasts. Raises what the connection raises when it is lost."""
        while True:
            await asyncio.sleep(PING_SECONDS)
            await self.ping()

    async def ping(self) -> None:
        """The connection lives, and has held until now what it holds. Raises what the connection raises when it is lost."""
        await self.execute("SELECT 1")

    async def fetch(self, statement: str, *values: Any) -> Any:
        """Rows of a statement."""
        async with self._one:
            return await self.connection.fetch(statement, *values)

    async def execute(self, statement: str, *values: Any) -> None:
        """Run a statement."""
        async with self._one:
            await self.connection.execute(statement, *values)
