"""A PostgreSQL for tests: each service's database is provisioned and migrated once, then copied for whoever asks."""

import asyncio
import secrets
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

import asyncpg

from peerbridge.database.migrations import migrate
from peerbridge.database.provision import ROLES, Urls, make_database
from peerbridge.testing.control import Control

__all__ = ["PostgresServer"]


@dataclass
class PostgresServer:
    """A running server; `control` stops, kills and starts it."""

    admin_url: str
    control: Control
    _templates: dict[str, Urls] = field(default_factory=dict)
    _made: list[str] = field(default_factory=list)
    _run: str = field(default_factory=lambda: secrets.token_hex(4))

    async def database(self, service: str) -> Urls:
        """A fresh database of `service`, provisioned and migrated; addresses per role (owner, app, relay, report)."""
        template = self._templates.get(service) or await self._make_template(service)
        name = f"{service}_{self._run}_{len(self._made)}"
        self._made.append(name)
        await self._admin(
            f'CREATE DATABASE "{name}" OWNER {service}_owner TEMPLATE "{_database(template.owner)}" STRATEGY FILE_COPY',
            f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC',
            *(f'GRANT CONNECT ON DATABASE "{name}" TO {service}_{role}' for role in ROLES),
        )
        return replace(template, **{role: _elsewhere(getattr(template, role), name) for role in ROLES})

    async def drop(self, urls: Urls) -> None:
        """Remove a database, ending whatever is still connected to it."""
        await self._admin(f'DROP DATABASE IF EXISTS "{_database(urls.owner)}" WITH (FORCE)')

    async def drop_all(self) -> None:
        """Remove every database made here."""
        for name in [*self._made, *(_database(template.owner) for template in self._templates.values())]:
            await self._admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    async def _make_template(self, service: str) -> Urls:
        passwords = {role: f"{service}-{role}-{self._run}" for role in ROLES}
        made = await make_database(self.admin_url, service, passwords, f"{service}_{self._run}_template")
        await asyncio.to_thread(migrate, service, made.owner)
        self._templates[service] = made
        return made

    async def _admin(self, *statements: str) -> None:
        connection = await asyncpg.connect(self.admin_url, timeout=30)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()


def _database(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _elsewhere(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()
