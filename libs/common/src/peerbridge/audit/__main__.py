"""`python -m peerbridge.audit --service NAME --database-url … --checkpoints DIR --key FILE`: verify without any service running.

For an auditor from outside who has the report role's address of a database (or of its restored backup), a copy of the checkpoints and the
public key: nothing that Peerbridge's processes say is believed. Exit code 1 where the chain is broken.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import asyncpg

from peerbridge.audit.checkpoints import lines_of
from peerbridge.audit.keys import WrongKey, read_public_keys
from peerbridge.audit.record import linked
from peerbridge.audit.verifying import Verdict, verify
from peerbridge.database.audited import CHAIN_PAGE, UNLINKED_PAGE

__all__ = ["main", "verify_database"]

PAGE, IDS = 2000, 100_000


def verify_database(
    service: str, url: str, checkpoints: list[Path], keys: Mapping[str, Any], kept_months: int = 84
) -> Verdict:
    """The verdict on the chain in the database at `url`, read page by page as a role that may read the audit."""
    loop = asyncio.new_event_loop()
    connection = loop.run_until_complete(asyncpg.connect(url, timeout=30))

    def fetch(statement: str, *values: Any) -> Any:
        return loop.run_until_complete(connection.fetch(statement, *values))

    try:
        lines, told = _lines(service, fetch), lines_of(checkpoints)
        now = datetime.now(UTC)
        return verify(service, lines, told, keys, unlinked=_unlinked(fetch), kept_months=kept_months, now=now)
    finally:
        loop.run_until_complete(connection.close())
        loop.close()


def _lines(service: str, fetch: Any) -> Iterator[dict[str, Any]]:
    after = 0
    while rows := fetch(CHAIN_PAGE, after, PAGE):
        yield from (linked(service, row) for row in rows)
        after = rows[-1]["position"]


def _unlinked(fetch: Any) -> Iterator[int]:
    last, after = fetch("SELECT coalesce(max(id), 0) AS id FROM audit")[0]["id"], 0
    while after < last:
        yield from (row["id"] for row in fetch(UNLINKED_PAGE, after, IDS))
        after += IDS


def main(arguments: list[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m peerbridge.audit", description=(__doc__ or "").split("\n", maxsplit=1)[0]
    )
    parser.add_argument("--service", required=True)
    parser.add_argument("--database-url", required=True, help="postgresql://…, best as the report role")
    parser.add_argument(
        "--checkpoints", required=True, type=Path, action="append", help="directory or file; several times"
    )
    parser.add_argument(
        "--key", required=True, type=Path, action="append", help="public key, JWK or JWK set; several times"
    )
    parser.add_argument("--kept-months", type=int, default=84)
    told = parser.parse_args(arguments)
    began = monotonic()
    try:
        keys = read_public_keys(told.key)
        verdict = verify_database(told.service, told.database_url, told.checkpoints, keys, told.kept_months)
    except (WrongKey, OSError, asyncpg.PostgresError) as error:
        sys.stderr.write(f"{error if isinstance(error, WrongKey | OSError) else type(error).__name__}\n")
        return 3
    speed = verdict.rows / max(monotonic() - began, 1e-9)
    state = "whole" if verdict.whole else "BROKEN"
    sys.stdout.write(
        f"{told.service}: {state}: {verdict.rows:,} rows, {verdict.checkpoints:,} checkpoints, signed up to row {verdict.signed:,}; "
        f"{speed:,.0f} rows/s\n"
    )
    if verdict.first:
        sys.stdout.write(f"first broken row: {verdict.first.words}\n")
    sys.stdout.writelines(f"- {fault.words}\n" for fault in verdict.faults)
    return 0 if verdict.whole else 1


if __name__ == "__main__":
    sys.exit(main())
