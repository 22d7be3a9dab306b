"""A whole system for a test or a measurement: given servers, everything else as processes, and the tools to look at it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from peerbridge.clock import BusinessClock, real_now
from peerbridge.database.provision import Urls
from peerbridge_demo.story.player import Player
from peerbridge_demo.story.world import World, all_counties, all_policies
from peerbridge_demo.system import PROMPTLY, Servers, System, keep_logs
from peerbridge_demo.witness import Databases, Said, read_all
from peerbridge_local.home import Home
from peerbridge_local.mail import MailSink

__all__ = ["ORIGIN", "Trial", "trial"]

ORIGIN: Final = datetime(2026, 1, 5, 18, tzinfo=UTC)
"""Business time of a trial: a Monday morning; it runs at the pace of real time."""


@dataclass(kw_only=True)
class Trial(World):
    """A system of processes, with everything that looks into it."""

    system: System
    databases: Databases
    mail: MailSink

    async def said(self) -> list[Said]:
        """Everything on all topics."""
        return await read_all(self.kafka)


@asynccontextmanager
async def trial(name: str, admin_url: str, bootstrap: str, databases: Mapping[str, Urls]) -> AsyncIterator[Trial]:
    """Start everything on these servers; ended, with its logs kept under `<name>-logs`, on leaving."""
    policies = all_policies()
    with Home.claim(name) as home:
        mail = MailSink()
        mail.start()
        servers = Servers(bootstrap, mail.host, mail.port, dict(databases), measured_every=PROMPTLY)
        system = System(home, servers, BusinessClock(ORIGIN, real_now()))
        player = Player(system.addresses, system.tokens, all_counties(policies))
        looking = Databases(admin_url, bootstrap, databases)
        try:
            system.start()
            await system.ready(patience=180)
            yield Trial(
                player=player, policies=policies, kafka=bootstrap, intake=bootstrap,
                system=system, databases=looking, mail=mail,
            )  # fmt: skip
        finally:
            await player.__aexit__()
            await looking.close()
            await system.close()
            mail.stop()
            keep_logs(home, f"{name}-logs")
