"""`python -m peerbridge.database provision|migrate|restored`: databases and roles, their revisions, and that one came from a backup."""

import asyncio
import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import datetime

import asyncpg

from peerbridge.database.migrations import migrate
from peerbridge.database.provision import ROLES, make_database


def passwords(service: str) -> dict[str, str] | None:
    """From `PEERBRIDGE_<SERVICE>_<ROLE>_PASSWORD`, all four or none."""
    found = {role: os.environ.get(f"PEERBRIDGE_{service}_{role}_PASSWORD".upper(), "") for role in ROLES}
    return found if all(found.values()) else None


async def provision(arguments: Namespace) -> None:
    """Make each service's database; prints addresses as JSON where this run has chosen the passwords."""
    chosen = {}
    for service in arguments.service:
        given = passwords(service)
        made = await make_database(arguments.admin_url, service, given)
        if given is None:
            chosen[service] = {role: getattr(made, role) for role in ROLES}
    if chosen:
        sys.stdout.write(json.dumps(chosen, indent=1) + "\n")


RESTORED = """
INSERT INTO opening (alive_until) VALUES ($1)
ON CONFLICT (one) DO UPDATE SET server = '', database = '', alive_until = excluded.alive_until
"""


async def restored(owner_url: str, alive_until: datetime | None) -> None:
    """Say of a database that it came from a backup: its service reads its own topics before it does anything else."""
    owner = await asyncpg.connect(owner_url, timeout=10)
    try:
        await owner.execute(RESTORED, alive_until)
    finally:
        await owner.close()


def instant(text: str) -> datetime:
    """A moment with its offset. Raises: ArgumentTypeError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ArgumentTypeError("say it like 2026-11-22T03:12:00+00:00")
    return found


def main() -> None:
    """Read the command line and do it."""
    parser = ArgumentParser(prog="python -m peerbridge.database")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in ("provision", "migrate", "restored"):
        sub = verbs.add_parser(verb)
        sub.add_argument("--service", action="append", required=True)
    verbs.choices["provision"].add_argument("--admin-url", default=os.environ.get("PEERBRIDGE_ADMIN_DATABASE_URL", ""))
    for verb in ("migrate", "restored"):
        verbs.choices[verb].add_argument("--owner-url", default=os.environ.get("PEERBRIDGE_OWNER_DATABASE_URL", ""))
    words = "when the lost database was last alive; what was caused later was surely not done (default: until now)"
    verbs.choices["restored"].add_argument("--alive-until", type=instant, help=words)
    arguments = parser.parse_args()
    if arguments.verb == "provision":
        asyncio.run(provision(arguments))
    elif arguments.verb == "restored":
        asyncio.run(restored(arguments.owner_url, arguments.alive_until))
        sys.stdout.write(f"{', '.join(arguments.service)}: closed until its own topics have been read\n")
    else:
        for service in arguments.service:
            migrate(service, arguments.owner_url)
            sys.stdout.write(f"{service}: database is at the newest revision\n")


if __name__ == "__main__":
    main()
