"""What the issuer is told by its environment. It starts in the demo only, since it signs in whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

__all__ = ["NotTheDemo", "Settings"]

DEFAULT_PORT = 8090


class NotTheDemo(Exception):
    """This issuer asks for no password. It starts only where PEERBRIDGE_DEMO=1 says that nothing is real."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`issuer` is the address browsers use and tokens name; `backchannel` the one services use, where that differs."""

    issuer: str
    backchannel: str
    audience: str
    client: str
    redirect_uris: frozenset[str]
    state: Path
    host: str
    port: int

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings in `PEERBRIDGE_…` variables. Raises: NotTheDemo, ValueError."""
        told = {name.removeprefix("PEERBRIDGE_"): value for name, value in environment.items() if value}
        if told.get("DEMO") != "1":
            raise NotTheDemo(NotTheDemo.__doc__)
        host, port = told.get("HOST", "127.0.0.1"), int(told.get("PORT", str(DEFAULT_PORT)))
        issuer = address(told.get("OIDC_ISSUER", f"http://127.0.0.1:{port}"))
        uris = [uri.strip() for uri in told.get("ISSUER_REDIRECT_URIS", "").split(",") if uri.strip()]
        return cls(
            issuer=issuer,
            backchannel=address(told.get("ISSUER_BACKCHANNEL", issuer)),
            audience=told.get("OIDC_AUDIENCE", "peerbridge"),
            client=told.get("ISSUER_CLIENT", "console"),
            redirect_uris=frozenset(address(uri) for uri in uris),
            state=Path(told.get("ISSUER_STATE", ".state/issuer")),
            host=host,
            port=port,
        )

    @property
    def hosts(self) -> list[str]:
        """Host names by which it may be addressed; others are a web page's attempt to reach into this machine."""
        named = {urlsplit(self.issuer).hostname, urlsplit(self.backchannel).hostname, "127.0.0.1", "localhost"}
        return sorted(filter(None, named))


def address(url: str) -> str:
    """An http(s) address without query and fragment, as it stands. Raises: ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError(f"{url!r} is not a plain http(s) address")
    return url.rstrip("/") if parts.path in ("", "/") else url
