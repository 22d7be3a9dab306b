"""One HTTP client for everything outside, with short patience: a page is never late because something else is."""

from typing import Final
from urllib.parse import urlsplit

import httpx

from peerbridge.tls import authorities

__all__ = ["Http"]

PATIENCE: Final = httpx.Timeout(2.0, connect=0.5)  # seconds
KEPT: Final = httpx.Limits(
    keepalive_expiry=2.0
)  # seconds: before any server gives up (many after 5), or a request meets its end
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class Http:
    """Made at first use, closed with the service."""

    def __init__(self) -> None:
        self._clients: dict[bool, httpx.AsyncClient] = {}

    def client(self, url: str) -> httpx.AsyncClient:
        """The client for an address; this machine is never reached through a proxy."""
        near = urlsplit(url).hostname in LOOPBACK
        if near not in self._clients:
            self._clients[near] = httpx.AsyncClient(
                verify=authorities(), timeout=PATIENCE, trust_env=not near, limits=KEPT
            )
        return self._clients[near]

    async def close(self) -> None:
        """Give the connections back."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()
