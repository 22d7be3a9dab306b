"""One database per service, with its roles, at the newest revision."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from secrets import token_urlsafe

from peerbridge.database.migrations import migrate
from peerbridge.database.provision import ROLES, Urls, make_database
from peerbridge_demo.system.addresses import SERVICES

__all__ = ["Passwords", "make_databases", "new_passwords"]

Passwords = Mapping[str, dict[str, str]]


def new_passwords() -> dict[str, dict[str, str]]:
    """A password for each role of each service."""
    return {service: {role: token_urlsafe(24) for role in ROLES} for service in SERVICES}


async def make_databases(admin_url: str, passwords: Passwords) -> AsyncIterator[tuple[str, Urls]]:
    """Make and migrate what is missing; each service's addresses as soon as its database is ready."""
    for service in SERVICES:
        made = await make_database(admin_url, service, passwords[service])
        await asyncio.to_thread(migrate, service, made.owner)
        yield service, made
