"""The composed system, brought up beside any other: a project name and ports of its own, taken down with its data."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Final

import httpx

from peerbridge.messaging.access import Access
from peerbridge.messaging.grants import INTAKE, READER
from peerbridge_demo.people.opening import PROGRAMS
from peerbridge_demo.story.player import Player
from peerbridge_demo.story.world import World, all_counties, all_policies
from peerbridge_demo.system import SERVICES, Addresses, DemoError, Tokens
from peerbridge_local.ports import free_port

__all__ = ["PROJECT", "Composed", "composed", "run", "secrets_of_compose"]

PUBLISHED: Final = (*SERVICES, "issuer", "kafka", "mail", "prometheus", "grafana", "keycloak")
PROJECT: Final = PROGRAMS.parent
BUILD_SECONDS: Final = 1500.0  # the first build fetches Python's packages
LINES: Final = 40


@dataclass(kw_only=True)
class Composed(World):
    """A composed system whose every part is healthy."""

    name: str
    ports: dict[str, int]
    accounts: "Kafka"

    async def get(self, part: str, path: str) -> Any:
        """What a part that is no service of ours answers at its published port."""
        async with httpx.AsyncClient(base_url=f"http://localhost:{self.ports[part]}", timeout=20) as http:
            answer = await http.get(path)
            answer.raise_for_status()
            return answer.json()


class Kafka:
    """The composed broker, as each account of `.env` reaches it."""

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap
        self._secrets = secrets_of_compose()

    def of(self, account: str) -> Access:
        """One account's way in. Raises: KeyError (no such account)."""
        password = self._secrets[f"{account.upper()}_KAFKA_PASSWORD"]
        return Access(self.bootstrap, "SASL_PLAINTEXT", username=account, password=password)


@asynccontextmanager
async def composed() -> AsyncIterator[Composed]:
    """Build, start, wait until healthy; taken down on leaving, with volumes. Raises: DemoError, with compose's last lines."""
    name = f"peerbridge-test-{token_hex(3)}"
    policies, ports = all_policies(), {part: free_port() for part in PUBLISHED}
    environment = {f"PEERBRIDGE_PORT_{part.upper()}": str(port) for part, port in ports.items()}
    environment |= {"PEERBRIDGE_PROJECT": name}
    addresses = Addresses(
        {service: f"http://localhost:{ports[service]}" for service in SERVICES}, f"http://localhost:{ports['issuer']}"
    )
    await run(environment, "deploy/compose-env.sh", seconds=60)
    try:
        await run(environment, "docker", "compose", "up", "--build", "--wait", seconds=BUILD_SECONDS)
        async with (
            Tokens(addresses.issuer) as tokens,
            Player(addresses, tokens, all_counties(policies)) as player,
        ):
            reached = Kafka(f"localhost:{ports['kafka']}")
            yield Composed(
                player=player, policies=policies, kafka=reached.of(READER), intake=reached.of(INTAKE),
                name=name, ports=ports, accounts=reached,
            )  # fmt: skip
    finally:
        await run(
            environment, "docker", "compose", "--profile", "*", "down", "--volumes", "--remove-orphans", seconds=180
        )


def secrets_of_compose() -> dict[str, str]:
    """What `.env` holds, by name."""
    lines = (PROJECT / ".env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


async def run(environment: dict[str, str], *command: str, seconds: float) -> None:
    """Run a command in the project's folder. Raises: DemoError, with the last lines it printed."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=PROJECT, env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        async with asyncio.timeout(seconds):
            printed, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        raise DemoError(f"{' '.join(command)} took more than {seconds:.0f} s") from None
    if process.returncode:
        last = "\n".join(printed.decode(errors="replace").splitlines()[-LINES:])
        raise DemoError(f"{' '.join(command)} ended with {process.returncode}:\n{last}")
