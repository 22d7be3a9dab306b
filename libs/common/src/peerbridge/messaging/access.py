"""How a client reaches Kafka, in one value: address, account, authorities. Every Kafka client of this project is made from it.

An address alone means PLAINTEXT, as on the local stack; composed and clustered systems use SASL (ARCHITECTURE, "Who may see what").
"""

import ssl
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from peerbridge.messaging import clients

__all__ = ["Access", "access"]


clients.mend()


@dataclass(frozen=True, slots=True)
class Access:
    """`security` is Kafka's `security.protocol`; `ca` a PEM file of the authorities to trust instead of the system's own."""

    bootstrap: str
    security: str = "PLAINTEXT"
    mechanism: str = "SCRAM-SHA-512"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: str | None = None

    def options(self) -> dict[str, Any]:
        """What aiokafka's clients are made with."""
        return {"bootstrap_servers": self.bootstrap, **self.protocol()}

    def protocol(self) -> dict[str, Any]:
        """The same, for one connection whose address is known."""
        told: dict[str, Any] = {"security_protocol": self.security, "ssl_context": self.context()}
        if self.security.startswith("SASL"):
            told["sasl_mechanism"] = self.mechanism
            told |= {"sasl_plain_username": self.username, "sasl_plain_password": self.password}
        return told

    def librdkafka(self) -> dict[str, str]:
        """What librdkafka's clients are made with: the accounts' administration has no other client (ADR 19)."""
        told = {"bootstrap.servers": self.bootstrap, "security.protocol": self.security, "log_level": "0"}
        if self.security.startswith("SASL"):
            told |= {"sasl.mechanism": self.mechanism}
            told |= {"sasl.username": self.username or "", "sasl.password": self.password or ""}
        return told | ({"ssl.ca.location": self.ca} if self.ca else {})

    def context(self) -> ssl.SSLContext | None:
        """Whom to trust, where the connection is encrypted."""
        return _trusting(self.ca) if self.security.endswith("SSL") else None


def access(kafka: Access | str) -> Access:
    """An address alone is reached without an account."""
    return Access(kafka) if isinstance(kafka, str) else kafka


@cache
def _trusting(ca: str | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca)
