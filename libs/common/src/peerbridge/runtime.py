"""What a running service holds: its pools, clock, wake-up, metrics and pulses; handed to loops and to the web edge."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from peerbridge.clock import Clock, real_now
from peerbridge.database.engine import Database
from peerbridge.database.gate import Gate
from peerbridge.database.scope import NOTHING, Scope
from peerbridge.database.wakeup import CHANNEL, Wakeup
from peerbridge.database.work import UnitOfWork
from peerbridge.identity import TokenVerifier
from peerbridge.life import Life
from peerbridge.messaging.control import Control
from peerbridge.messaging.reach import Reach
from peerbridge.metrics import Metrics
from peerbridge.settings import ServiceSettings

__all__ = ["Runtime"]


class NotStarted(Clock):
    """Business time before the database has told it: real time, for the seconds until then."""

    def now(self) -> Any:
        return real_now()


class Runtime:
    """One process of one service. API and consumers have pools of their own; the relay has a connection of its own."""

    def __init__(self, name: str, settings: ServiceSettings, clock: Clock | None = None) -> None:
        self.name, self.settings = name, settings
        self.metrics, self.life, self.wakeup = Metrics(name), Life(), Wakeup()
        self.given_clock = clock
        self.wakeup.notify = self._notify
        first, self.gate = clock or NotStarted(), Gate(name)
        self.api, self.consumers = (
            Database(
                settings.database_url, service=name, clock=first, wakeup=self.wakeup, pool=settings.pool, gate=self.gate
            )
            for _ in range(2)
        )
        self.consumers.erased, self.consumers.merged = self.api.erased, self.api.merged
        self.control = Control(self.consumers)
        self.tokens = TokenVerifier.of(settings)
        self.consumer_list: list[Any] = []
        self.signing: Any = None
        """What signs the audit's checkpoints here, once the loops have begun."""
        self.elected: dict[str, list[str]] = {}
        """By elected work, the subjects that are this process's."""
        self.started = clock is not None
        self.reach = Reach(settings.kafka, [], [])

    @property
    def clock(self) -> Clock:
        """Business time."""
        return self.api.clock

    @clock.setter
    def clock(self, clock: Clock) -> None:
        self.api.clock = self.consumers.clock = clock

    @asynccontextmanager
    async def work(
        self, counties: Iterable[str] = (), scope: Scope | None = None, *, even_closed: bool = False
    ) -> AsyncIterator[UnitOfWork]:
        """A transaction of a loop's own, committed on leaving. Raises: Closed."""
        async with self.consumers.unit_of_work(scope or Scope.of(counties), even_closed=even_closed) as work:
            yield work

    async def counties(self) -> list[str]:
        """The counties this database has rows of, for sweeps to walk."""
        async with self.consumers.unit_of_work(NOTHING, read_only=True) as work:
            return [
                row["county"] for row in await (await work.raw()).fetch("SELECT county FROM counties ORDER BY county")
            ]

    async def close(self) -> None:
        """Give all connections back."""
        await self.wakeup.close()
        await self.api.close()
        await self.consumers.close()
        await self.tokens.close()

    async def _notify(self) -> None:
        async with self.consumers.unit_of_work(NOTHING, even_closed=True) as work:
            await (await work.raw()).execute(f"NOTIFY {CHANNEL}")
