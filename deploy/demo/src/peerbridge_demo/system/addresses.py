"""Where the five services and the issuer answer; the same names in the environment of every process that asks them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from peerbridge_demo.system.errors import DemoError

__all__ = ["ISSUER", "SERVICES", "Addresses"]

SERVICES: Final = ("recruitment", "matching", "supervision", "notification", "console")
ISSUER: Final = "issuer"
_ISSUER_VARIABLE: Final = "PEERBRIDGE_OIDC_ISSUER"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Base addresses without a slash at their end. `services` by name."""

    services: Mapping[str, str]
    issuer: str

    @classmethod
    def on_this_machine(cls, ports: Mapping[str, int]) -> Self:
        """The addresses at these ports, by service name and ISSUER."""
        at = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        return cls({name: at[name] for name in SERVICES}, at[ISSUER])

    @classmethod
    def of_environment(cls) -> Self:
        """As PEERBRIDGE_RECRUITMENT_URL and the like say. Raises: DemoError, naming the first that is not set."""
        names = {name: _variable(name) for name in SERVICES}
        for variable in (*names.values(), _ISSUER_VARIABLE):
            if not os.environ.get(variable):
                raise DemoError(f"{variable} is not set; say where the running system is")
        told = {name: os.environ[variable].rstrip("/") for name, variable in names.items()}
        return cls(told, os.environ[_ISSUER_VARIABLE].rstrip("/"))

    @property
    def environment(self) -> dict[str, str]:
        """As variables."""
        told = {_variable(name): url for name, url in self.services.items()}
        return {**told, _ISSUER_VARIABLE: self.issuer}


def _variable(service: str) -> str:
    return f"PEERBRIDGE_{service.upper()}_URL"
