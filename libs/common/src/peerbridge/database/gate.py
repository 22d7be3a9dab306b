"""A database that this process has not compared with its topics is closed: it may have been restored to an earlier point (ADR 0017).

Who a database is changes with every restart of its server, with every restore, and where a standby takes over. Each connection is
asked once; a transaction on a connection that is not the one compared does nothing.
"""

import asyncio
from contextlib import suppress
from typing import NamedTuple

from peerbridge.errors import Unavailable

__all__ = ["IDENTITY", "Closed", "Gate", "Identity", "Reopened"]

IDENTITY = """
SELECT extract(epoch FROM pg_postmaster_start_time())::text AS server,
       (SELECT oid FROM pg_database WHERE datname = current_database())
       || '/' || coalesce(to_regclass('public.opening')::oid::text, '-') AS database
"""
PATIENCE_SECONDS = 3.0  # a command waits for a comparison that finds nothing to read: a tenth of a second, mostly


class Identity(NamedTuple):
    """`server` changes when it is started; `database` when the database, or its tables, were made anew: a restore for certain."""

    server: str
    database: str


class Closed(Unavailable):
    """{service} takes no commands while it compares its database, restored or started anew, with its topics.

    {read} of {total} records are read. What is known can be read; try again in a moment.
    """


class Reopened(Unavailable):
    """The database is not the one that this was read from. Read it again."""


class Gate:
    """Which database this process has compared with its topics. Enforced from the first steps of a started service on."""

    def __init__(self, service: str) -> None:
        self.service, self.enforced, self.lost = service, False, False
        self.opened_for: Identity | None = None
        self.read = self.total = 0
        self.needed = asyncio.Event()
        self._opened = asyncio.Event()

    @property
    def is_open(self) -> bool:
        """Whether work may be done."""
        return not self.enforced or self._opened.is_set()

    def open(self, identity: Identity, *, lost: bool) -> None:
        """This database may be worked with; `lost`: topics hold facts of ours that it does not know."""
        self.opened_for, self.lost = identity, lost
        self.read = self.total = 0
        self.needed.clear()
        self._opened.set()

    def close(self) -> None:
        """It is another one, or may be."""
        self._opened.clear()
        self.needed.set()

    def admit(self, identity: Identity | None) -> None:
        """Let a transaction on this database begin. Raises: Closed."""
        if self.enforced and (identity is None or identity != self.opened_for):
            self.close()
        if not self.is_open:
            raise self.refusal()

    def refusal(self) -> Closed:
        """What a command is told."""
        return Closed(service=self.service, read=self.read, total=self.total)

    async def opens(self, seconds: float = PATIENCE_SECONDS) -> bool:
        """Wait a little, as long as nothing is being read; whether it is open."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self.is_open and not self.total:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(0.1):
                            await self._opened.wait()
        return self.is_open

    async def wait(self) -> None:
        """Return when it is open."""
        while not self.is_open:
            await self._opened.wait()
