"""Invariant 12: no personal text outside its owner's tables: topics, other databases, chassis tables, logs, metrics."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import asyncpg

from peerbridge_faults.reader.seen import Finding, Place, Seen

__all__ = ["escaped", "in_topics_and_texts"]

TEXT: Final = ("text", "varchar", "json", "jsonb", "bytea", "_text", "_varchar", "bpchar", "name")
KEPT_WITH_ITS_OWNER: Final = frozenset(
    {"idempotency"}
)  # the answer to a command, for 48 hours, in the owner's database
COLUMNS: Final = """
SELECT table_name, column_name, udt_name FROM information_schema.columns c JOIN pg_class t ON t.relname = c.table_name
WHERE table_schema = 'public' AND relkind IN ('r', 'p') AND NOT relispartition AND udt_name = ANY ($1::text[])
"""


def beginning(marks: Iterable[str]) -> str:
    """What all of them begin with: looked for first, since hardly any row holds it."""
    least, most = min(marks, default=""), max(marks, default="")
    differ = (n for n, (one, other) in enumerate(zip(least, most, strict=False)) if one != other)
    return least[: next(differ, len(least))]


def in_topics_and_texts(seen: Seen) -> Iterator[Finding]:
    """Canaries in records, logs and metrics."""
    marks = list(seen.ledger.canaries)
    common = beginning(marks)
    for each in seen.records if marks else ():
        whole = b"\0".join((each.key or b"", each.value or b"", *(raw or b"" for _, raw in each.headers)))
        for mark in marks if common.encode() in whole else ():
            if mark.encode() in whole:
                yield Finding(12, "leaked", each.service, each.subject, f"{mark[:8]}… stands on {each.topic}")
    for place, text in seen.ledger.texts.items():
        for mark in marks if common in text else ():
            if mark in text:
                yield Finding(12, "leaked", place, "", f"{mark[:8]}… stands in {place}")


async def escaped(place: Place, canaries: Mapping[str, str]) -> list[Finding]:
    """Canaries in a database: its own are welcome in its own tables, and nowhere among the chassis' but beside their answer."""
    if not canaries:
        return []
    connection = await asyncpg.connect(place.url, timeout=30, command_timeout=300)
    found: list[Finding] = []
    try:
        for table, column, kind in await connection.fetch(COLUMNS, TEXT):
            own = table in place.tables or table in KEPT_WITH_ITS_OWNER
            unwelcome = [mark for mark, owner in canaries.items() if owner != place.service or not own]
            as_text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            statement = f'SELECT {as_text} AS told FROM "{table}" WHERE strpos({as_text}, $1) > 0'
            rows = await connection.fetch(statement, beginning(canaries))
            seen = {mark for row in rows for mark in unwelcome if mark in row["told"]}
            says = f"stands in {table}.{column}"
            found += [Finding(12, "leaked", place.service, table, f"{mark[:8]}… {says}") for mark in sorted(seen)[:3]]
    finally:
        await connection.close()
    return found
