"""One connection through which a database is looked at again and again: a new one for each look costs more than the look."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import asyncpg

__all__ = ["Eye"]

CONNECT_SECONDS: Final = 30.0
BROKEN: Final = (OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class Eye:
    """A look at one database from outside. Its connection is made at the first look, and anew where it has broken since the last.

    `before`: said before every statement.
    """

    def __init__(self, url: str, before: str = "") -> None:
        self.url, self.before = url, before
        self._connection: asyncpg.Connection | None = None
        self._one = asyncio.Lock()

    async def rows(self, statement: str, *values: Any) -> Sequence[Any]:
        """What a statement finds. Raises what the driver raises where the database is away."""
        async with self._one:
            if self._connection is not None:
                try:
                    return await self._rows(self._connection, statement, *values)
                except BROKEN:
                    self._let_go()
            # plans are not kept: tables change behind its back
            self._connection = await asyncpg.connect(self.url, timeout=CONNECT_SECONDS, statement_cache_size=0)
            return await self._rows(self._connection, statement, *values)

    async def close(self) -> None:
        """Look no more."""
        async with self._one:
            self._let_go()

    async def _rows(self, connection: asyncpg.Connection, statement: str, *values: Any) -> Sequence[Any]:
        if self.before:
            await connection.execute(self.before)
        found: Sequence[Any] = await connection.fetch(statement, *values)
        return found

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
