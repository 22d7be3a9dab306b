"""The running services of a simulation, and recruitment's business time, which stands still while everything is counted.

A service keeps the clock it began with, so recruitment is ended and started again to stop its clock or to let it run: what it does
when it starts is played with everything else. The others do nothing by the day that is counted; their time runs on.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import asyncpg

from peerbridge.clock import BusinessClock, real_now
from peerbridge.database.provision import Urls
from peerbridge_demo.launch.options import ORIGIN, SECONDS_PER_DAY
from peerbridge_demo.simulation.plan import SERVICES
from peerbridge_demo.system import ISSUER, Servers, System
from peerbridge_demo.witness import Databases
from peerbridge_local.home import Home
from peerbridge_local.mail import MailSink

__all__ = ["Stage"]

TIMED: Final = "recruitment"
STOPPING_SECONDS: Final = 3.0  # real: how long before the instant of a look recruitment is ended
STILL: Final = 1.0  # a second lasts a second: for the short time of a look, no day passes
PATIENCE: Final = 180.0


class Stage:
    """`databases`: each service's own, at the newest revision. `speed`: business days in a second.

    Business time runs when recruitment has started again, as far as the last start tells how long that takes.
    """

    def __init__(
        self, home: Home, admin_url: str, bootstrap: str, mail: MailSink, databases: Mapping[str, Urls], speed: float
    ) -> None:
        self.speed, self.bootstrap, self._urls = speed, bootstrap, databases
        self._starting = timedelta(0)
        servers = Servers(bootstrap, mail.host, mail.port, dict(databases))
        self.system = System(home, servers, BusinessClock(ORIGIN, real_now(), STILL))
        self.databases = Databases(admin_url, bootstrap, databases)

    async def open(self) -> None:
        """Start everything, with recruitment's time standing at its beginning. Raises: DemoError, LocalStackError."""
        self.system.start(ISSUER)
        others = [service for service in SERVICES if service != TIMED]
        await self._start(BusinessClock(ORIGIN, real_now(), self._pace), *others)
        await self._start(BusinessClock(ORIGIN, real_now(), STILL), TIMED)
        await self.system.ready(ISSUER, patience=PATIENCE)

    async def run(self) -> None:
        """Let business time run on from where it stands."""
        await asyncio.to_thread(self.system.stop, TIMED)
        await self._start(BusinessClock(self.system.clock.now(), real_now() + self._starting, self._pace))

    async def stand(self, at: datetime) -> datetime:
        """Stop business time at an instant that is near; the instant. Where it has passed already, at the next midday.

        Recruitment is ended as by `kill -9`: an orderly end takes seconds, and seconds are weeks.
        """
        await asyncio.to_thread(self.system.kill, TIMED)
        while at < self.system.clock.now():
            at += timedelta(days=1)
        await self._start(BusinessClock(at, real_now(), STILL))
        return at

    def near(self, at: datetime) -> bool:
        """Whether it is time to end recruitment, so that the instant is met."""
        ahead = timedelta(seconds=STOPPING_SECONDS * self._pace)
        return self.system.clock.now() + ahead >= at

    async def settled(self) -> None:
        """Return when everything that was said has been heard, and every sweep has passed since. Raises: TimeoutError."""
        await self.databases.settled(PATIENCE)

    async def close(self) -> None:
        """End everything."""
        await self.databases.close()
        await self.system.close()

    @property
    def _pace(self) -> float:
        return self.speed * SECONDS_PER_DAY

    async def _start(self, clock: BusinessClock, *services: str) -> None:
        """These services (recruitment without names) with this clock, also in the databases that they were begun with."""
        began, self.system.clock = real_now(), clock
        for service in services or (TIMED,):
            connection = await asyncpg.connect(self._urls[service].owner, timeout=10)
            try:
                told = (clock.origin.astimezone(UTC), clock.started, clock.speed)
                await connection.execute("UPDATE clock SET origin = $1, started = $2, speed = $3", *told)
            finally:
                await connection.close()
        self.system.start(*(services or (TIMED,)))
        await self.system.ready(*(services or (TIMED,)), patience=PATIENCE)
        self._starting = real_now() - began
