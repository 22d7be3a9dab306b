"""`python -m peerbridge.database provision|migrate`: databases and roles, and their revisions."""

import asyncio
import json
import os
import sys
from argparse import ArgumentParser, Namespace

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


def main() -> None:
    """Read the command line and do it."""
    parser = ArgumentParser(prog="python -m peerbridge.database")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in ("provision", "migrate"):
        sub = verbs.add_parser(verb)
        sub.add_argument("--service", action="append", required=True)
    verbs.choices["provision"].add_argument("--admin-url", default=os.environ.get("PEERBRIDGE_ADMIN_DATABASE_URL", ""))
    verbs.choices["migrate"].add_argument("--owner-url", default=os.environ.get("PEERBRIDGE_OWNER_DATABASE_URL", ""))
    arguments = parser.parse_args()
    if arguments.verb == "provision":
        asyncio.run(provision(arguments))
    else:
        for service in arguments.service:
            migrate(service, arguments.owner_url)
            sys.stdout.write(f"{service}: database is at the newest revision\n")


if __name__ == "__main__":
    main()
