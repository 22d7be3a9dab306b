"""Makes a service's database and roles: owner (migrations), application, relay, report; none bypasses row policies."""

from dataclasses import dataclass
from secrets import token_urlsafe
from urllib.parse import quote, urlsplit

import asyncpg

__all__ = ["ROLES", "Urls", "make_database", "urls"]

ROLES = ("owner", "app", "relay", "report")
SETTINGS = {
    "idle_in_transaction_session_timeout": "5s",
    "statement_timeout": "15s",
    "lock_timeout": "3s",
    "transaction_timeout": "30s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
"""Of application, relay and report roles (DELIVERY, "Time, schedules, life"); migrations take the time they need."""


@dataclass(frozen=True, slots=True)
class Urls:
    """Connection addresses of one service's database, one per role."""

    owner: str
    app: str
    relay: str
    report: str

    def on(self, admin_url: str) -> str:
        """The address of the same database for the superuser of `admin_url`."""
        return urlsplit(admin_url)._replace(path=urlsplit(self.owner).path).geturl()


def urls(admin_url: str, service: str, passwords: dict[str, str], database: str | None = None) -> Urls:
    """The addresses at the server of `admin_url`, with each role's password."""
    server = urlsplit(admin_url)
    place = f"{server.hostname}:{server.port or 5432}/{database or service}"
    return Urls(*(f"postgresql://{service}_{role}:{quote(passwords[role], safe='')}@{place}" for role in ROLES))


async def make_database(
    admin_url: str, service: str, passwords: dict[str, str] | None = None, database: str | None = None
) -> Urls:
    """Create or update the roles and the database; safe to run again. Without passwords new random ones are set."""
    passwords = passwords or {role: token_urlsafe(24) for role in ROLES}
    name = database or service
    admin = await asyncpg.connect(admin_url, timeout=10)
    try:
        for role in ROLES:
            await _role(admin, f"{service}_{role}", passwords[role])
            for setting, value in SETTINGS.items() if role != "owner" else ():
                await admin.execute(f"ALTER ROLE {service}_{role} SET {setting} = '{value}'")
        if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            await admin.execute(f'CREATE DATABASE "{name}" OWNER {service}_owner')
        await admin.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
        for role in ROLES:
            await admin.execute(f'GRANT CONNECT ON DATABASE "{name}" TO {service}_{role}')
    finally:
        await admin.close()
    made = urls(admin_url, service, passwords, name)
    await _default_grants(made.owner, service)
    return made


async def _role(admin: asyncpg.Connection, role: str, password: str) -> None:
    exists = await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
    verb = "ALTER" if exists else "CREATE"
    literal = "'" + password.replace("'", "''") + "'"
    await admin.execute(f"{verb} ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD {literal}")


async def _default_grants(owner_url: str, service: str) -> None:
    """What the owner makes from now on, the application may use and reports may read, each under row policies."""
    owner = await asyncpg.connect(owner_url, timeout=10)
    try:
        await owner.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        for role in ("app", "relay", "report"):
            await owner.execute(f"GRANT USAGE ON SCHEMA public TO {service}_{role}")
        await owner.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {service}_app"
        )
        await owner.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {service}_app")
        await owner.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {service}_report")
        await owner.execute("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    finally:
        await owner.close()
