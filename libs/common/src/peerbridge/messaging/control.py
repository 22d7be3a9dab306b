"""What a person told all replicas through the database: paused topics, positions that were set; and waits that can be cut short."""

import asyncio
import logging

from peerbridge.database.engine import Database
from peerbridge.database.scope import NOTHING

__all__ = ["Control"]

log = logging.getLogger("peerbridge.control")
READ = "SELECT topic FROM control WHERE paused"
SET = "SELECT topic, partition, generation FROM positions WHERE generation > 0"
SECONDS = 1.0


class Control:
    """Which topics are paused and which positions were set, as of the last second."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.generations: dict[tuple[str, int], int] = {}
        self._paused: frozenset[str] = frozenset()

    def paused(self, topic: str) -> bool:
        """Whether a person has paused this topic's subscriber."""
        return topic in self._paused

    async def sleep(self, seconds: float) -> None:
        """Wait in steps of at most a second."""
        while seconds > 0:
            await asyncio.sleep(min(seconds, SECONDS))
            seconds -= SECONDS

    async def refresh(self) -> None:
        """Read the table once; a database that is away leaves what was known."""
        async with self.database.unit_of_work(NOTHING, read_only=True, even_closed=True) as work:
            raw = await work.raw()
            rows, positions = await raw.fetch(READ), await raw.fetch(SET)
        self._paused = frozenset(row["topic"] for row in rows)
        self.generations = {(row["topic"], row["partition"]): row["generation"] for row in positions}
