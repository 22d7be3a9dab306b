"""Five services and the issuer as child processes: each can be stopped, killed and started again, at the same address."""

import asyncio
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Final

import httpx

from peerbridge.clock import BusinessClock
from peerbridge_demo.system.addresses import ISSUER, SERVICES, Addresses
from peerbridge_demo.system.environment import Servers, issuer_environment, service_environment
from peerbridge_demo.system.errors import DemoError
from peerbridge_demo.system.tokens import Tokens
from peerbridge_local.children import Child
from peerbridge_local.home import Home
from peerbridge_local.ports import free_port

__all__ = ["System"]

ASK_AGAIN_SECONDS: Final = 0.1
GRACE_SECONDS: Final = 8.0  # a service ends its units in flight within a few seconds


class System:
    """The processes of one run. `home` ends them if this process dies before it does so itself."""

    def __init__(
        self, home: Home, servers: Servers, clock: BusinessClock, ports: Mapping[str, int] | None = None
    ) -> None:
        self.home, self.servers, self.clock = home, servers, clock
        self.ports = {name: free_port() for name in (*SERVICES, ISSUER)} | dict(ports or {})
        self.addresses = Addresses.on_this_machine(self.ports)
        self.tokens = Tokens(self.addresses.issuer)
        self.running: dict[str, Child] = {}

    def start(self, *names: str, **environment: str) -> None:
        """Start these (all without names), with these variables on top; they may not answer yet. Raises: LocalStackError."""
        for name in names or (ISSUER, *SERVICES):
            module = ["peerbridge_issuer"] if name == ISSUER else ["peerbridge.service", name]
            argv = [sys.executable, "-m", *module]
            self.running[name] = self.home.start(name, argv, env={**self._environment(name), **environment})

    def stop(self, *names: str) -> None:
        """Ask these (all without names) to end, all at once, and wait."""
        stopping = [self.running.pop(name) for name in names or (*self.running,) if name in self.running]
        for child in stopping:
            with suppress(ProcessLookupError):
                child.process.send_signal(child.stop_signal)
        until = time.monotonic() + GRACE_SECONDS
        for child in stopping:
            child.stop(max(0.1, until - time.monotonic()))

    def kill(self, name: str) -> None:
        """End one as `kill -9` does."""
        self.running.pop(name).kill()

    def dead(self) -> list[str]:
        """Those that ended by themselves."""
        return [name for name, child in self.running.items() if not child.alive]

    def url(self, name: str) -> str:
        """The base address of a service or of the issuer."""
        return self.addresses.issuer if name == ISSUER else self.addresses.services[name]

    async def ready(self, *names: str, patience: float = 90.0) -> None:
        """Return when these (all running without names) take commands. Raises: DemoError, LocalStackError."""
        async with httpx.AsyncClient(timeout=5) as http:
            await asyncio.gather(*(self._ready(http, name, patience) for name in names or (*self.running,)))

    async def died(self, name: str, patience: float = 60.0) -> None:
        """Return when this one has ended by itself, as at a crash point. Raises: DemoError."""
        until = time.monotonic() + patience
        while self.running[name].alive:
            if time.monotonic() > until:
                raise DemoError(f"{name} still runs after {patience:.0f} s")
            await asyncio.sleep(ASK_AGAIN_SECONDS)

    async def client(
        self, name: str, *roles: str, counties: Iterable[str] = (), person: object = None, subject: str | None = None
    ) -> httpx.AsyncClient:
        """A client of one service under a token of these roles; without roles it has none. Close it after use."""
        headers = {}
        if roles:
            whose = str(person) if person else None
            token = await self.tokens.of(*roles, counties=tuple(counties), person=whose, subject=subject)
            headers["Authorization"] = f"Bearer {token}"
        return httpx.AsyncClient(base_url=self.url(name), headers=headers, timeout=30)

    async def close(self) -> None:
        """End everything started here."""
        await self.tokens.close()
        await asyncio.to_thread(self.stop)

    def _environment(self, name: str) -> dict[str, str]:
        port = self.ports[name]
        if name == ISSUER:
            return issuer_environment(port, self.addresses, self.home.folder / ISSUER)
        audit = self.home.folder / "audit"
        return service_environment(name, port, self.servers, self.addresses, self.clock, audit)

    async def _ready(self, http: httpx.AsyncClient, name: str, patience: float) -> None:
        until, address = (
            time.monotonic() + patience,
            self.url(name) + ("/health" if name == ISSUER else "/health/ready"),
        )
        while True:
            with suppress(httpx.TransportError):
                if (await http.get(address)).is_success:
                    return
            child = self.running[name]
            child.require()
            if time.monotonic() > until:
                raise DemoError(
                    f"{name} was not ready within {patience:.0f} s: {child.last_words()} (log: {child.log})"
                )
            await asyncio.sleep(ASK_AGAIN_SECONDS)
