"""A million events in console's database, in the shape its own subscribers leave.

A story is told to console's own use cases once, and the rows they leave are multiplied by SQL on the server: other ids, instants, days,
counties and programmes, in the order of time, some shared with a second county.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from bench.story import BEGINS, COUNTY, PROGRAM, Story
from console.storage.bell import Bell
from console.use_cases.keep_programs import keep_programs
from console.use_cases.record_events import recorder
from peerbridge.clock import SettableClock
from peerbridge.database.engine import Database
from peerbridge.database.provision import Urls
from peerbridge.database.scope import Scope
from peerbridge.database.wakeup import Wakeup
from peerbridge.events.programs import ProgramPublished
from peerbridge.programs import load, program_files
from peerbridge_demo.people.opening import PROGRAMS

__all__ = ["COUNTIES", "places", "store"]

COUNTIES: Final = 100
UNIT: Final = 500  # events that one transaction of the consumer brought
DAYS: Final = 50  # over which the stories begin; the inbox knows twelve weeks
DAY_MS: Final = 86_400_000
TABLES: Final = ("event", "mention", "mark", "shared")
VARIES: Final = re.compile(
    r"(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"|(?P<day>\b20[0-9]{2}-[0-9]{2}-[0-9]{2}\b)"
    rf"|(?P<county>\b{COUNTY}\b)|(?P<program>\b{PROGRAM}\b)"
)
COPIES: Final = """
CREATE UNLOGGED TABLE copies AS
SELECT n, lpad(to_hex(n), 8, '0') AS hex, round(began + n * $4)::bigint AS ms, (n * 45 / $2)::int AS days,
       at[1] AS county, at[2] AS program,
       CASE WHEN n % 50 = 0 AND $1[p % $3 + 1][1] <> at[1] THEN ARRAY[$1[p % $3 + 1][1]]::varchar(5)[] ELSE '{}' END AS shared
FROM (SELECT n, $5::float8 AS began, 1 + floor($3 * power(n * 0.6180339887 % 1, 2))::int AS p FROM generate_series(0, $2 - 1) AS n) AS drawn
CROSS JOIN LATERAL (SELECT ARRAY[$1[p][1], $1[p][2]] AS at) AS place
"""
BURN: Final = """
DO $$ BEGIN FOR n IN 1..{units} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$
"""
EVENT: Final = "id, topic, type, subject, county, shared_with, is_shared, time, sequence, correlation, causation, ids, case_id, data"
MARK: Final = "slot, thing, county, state, event, sequence, time, program, match, case_id, due_on"
TALLY: Final = """
INSERT INTO tally (county, program, state, n)
SELECT county, program, state, count(*) FROM mark WHERE state IS NOT NULL GROUP BY county, program, state
"""


def places() -> list[tuple[str, str]]:
    """A hundred counties of the shipped programmes, each with its programme; the first has the most events."""
    found = [(county, policy.program) for policy in _policies() for county in policy.zones]
    return found[:: len(found) // COUNTIES][:COUNTIES]


def _policies() -> list[Any]:
    return [load(path) for path in program_files(PROGRAMS)]


async def store(server: str, database: Urls, number: int) -> int:
    """Fill console's database with at least `number` events; how many. `server`: a superuser's address of it."""
    template = await _template(server, database)
    per_story = len(template["event"])
    stories = -(-number // per_story)
    async with _connected(server) as one, _connected(server) as other:
        await one.execute("SELECT peerbridge_maintain(now())")
        began = await one.fetchval("SELECT extract(epoch FROM now()) * 1000") - (DAYS + 25) * DAY_MS
        await one.execute(_bound(COPIES, places(), stories, COUNTIES, DAYS * DAY_MS / stories, float(began)))
        before = await one.fetchval("SELECT pg_current_xact_id()::text::bigint")
        await one.execute(BURN.format(units=stories * per_story // UNIT + 1))
        async with _without_indexes(one):
            await asyncio.gather(_events(one, template, before), _others(other, template))
        await one.execute("DROP TABLE copies")
        await one.execute("INSERT INTO counties SELECT DISTINCT county FROM event ON CONFLICT DO NOTHING")
        await one.execute("VACUUM ANALYZE")
        return int(await one.fetchval("SELECT count(*) FROM event"))


@asynccontextmanager
async def _connected(server: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server, command_timeout=600)
    try:
        for setting in (
            "work_mem = '1GB'",
            "maintenance_work_mem = '512MB'",
            "synchronous_commit = off",
            "jit = off",
            "session_replication_role = replica",
        ):  # no triggers: what they would write is written beside them
            await connection.execute(f"SET {setting}")
        yield connection
    finally:
        await connection.close()


async def _template(server: str, database: Urls) -> dict[str, list[Mapping[str, Any]]]:
    """The rows that console leaves of one story; then they are taken out again, but for the programmes."""
    own = Database(database.app, service="console", clock=SettableClock(), wakeup=Wakeup(), pool=2)
    record = recorder(Bell())
    async with own.unit_of_work(Scope((COUNTY,))) as work:
        await record(work, Story().events())
        for policy in _policies():
            told: dict[str, Any] = {"program": policy.program, "effective_on": policy.effective_on, "policy": policy}
            await keep_programs(work, [ProgramPublished(**told, version=1, counties=tuple(policy.zones))])
    await own.close()
    connection = await asyncpg.connect(server)
    try:
        found = {table: await connection.fetch(f'SELECT * FROM "{table}"') for table in TABLES}
        await connection.execute("TRUNCATE event, shared, mention, mark, tally, inbox")
        return found
    finally:
        await connection.close()


async def _events(connection: asyncpg.Connection, template: Mapping[str, Sequence[Any]], before: int) -> None:
    """The template's events for every copy, in the order of time; transactions as the consumer's."""
    events = " UNION ALL ".join(_event(row) for row in template["event"])
    tx = f"{before} + (row_number() OVER () / {UNIT})"
    await connection.execute(
        f"INSERT INTO event ({EVENT}, tx) SELECT *, {tx} FROM (SELECT told.* FROM copies c CROSS JOIN LATERAL ({events})"
        f" AS told (id) ORDER BY id) AS in_order"
    )


async def _others(connection: asyncpg.Connection, template: Mapping[str, Sequence[Any]]) -> None:
    """What else an event leaves, for every copy."""
    ids = " UNION ALL ".join(f"SELECT {_id(row['id'])}" for row in template["event"])
    await connection.execute(f"INSERT INTO inbox SELECT said.* FROM copies c CROSS JOIN LATERAL ({ids}) AS said")
    mentions = " UNION ALL ".join(f"SELECT {_id(row['thing'])}, {_id(row['event'])}" for row in template["mention"])
    await connection.execute(f"INSERT INTO mention SELECT said.* FROM copies c CROSS JOIN LATERAL ({mentions}) AS said")
    marks = " UNION ALL ".join(_mark(row) for row in template["mark"])
    await connection.execute(
        f"INSERT INTO mark ({MARK}) SELECT said.* FROM copies c CROSS JOIN LATERAL unnest(c.county || c.shared) AS seen (by)"
        f" CROSS JOIN LATERAL ({marks}) AS said"
    )
    await connection.execute(TALLY)
    told = " UNION ALL ".join(f"SELECT {_id(row['id'])}, {_text(row['type'])}" for row in template["event"])
    await connection.execute(
        f"INSERT INTO shared (county, event, type) SELECT c.shared[1], said.* FROM copies c CROSS JOIN LATERAL ({told}) AS said"
        " WHERE c.shared <> '{}'"
    )


def _event(row: Mapping[str, Any]) -> str:
    things = ", ".join(_id(each) for each in row["ids"])
    return (
        f"SELECT {_id(row['id'])} AS id, {_text(row['topic'])}, {_text(row['type'])}, {_text(row['subject'])}, c.county, c.shared,"
        f" c.shared <> '{{}}', {_instant(row['time'])}, {row['sequence']}, {_id(row['correlation'])}, {_id(row['causation'])},"
        f" ARRAY[{things}]::uuid[], {_id(row['case_id'])}, ({_text(row['data'])})::jsonb"
    )


def _mark(row: Mapping[str, Any]) -> str:
    counted = f"CASE WHEN seen.by = c.county THEN {_text(row['state'])} END"
    due = f"{_text(row['due_on'].isoformat())}::date" if row["due_on"] else "NULL::date"
    return (
        f"SELECT '{row['slot']}', {_text(row['thing'])}, seen.by, {counted}, {_id(row['event'])}, {row['sequence']},"
        f" {_instant(row['time'])}, {_text(row['program'])}, {_id(row['match'])}, {_id(row['case_id'])}, {due}"
    )


def _instant(at: datetime) -> str:
    return f"to_timestamp((c.ms + {_ms(at)}) / 1000.0)"


def _ms(at: datetime) -> int:
    return round((at - BEGINS).total_seconds() * 1000)


def _id(known: UUID | None) -> str:
    """The copy's id for the template's: its own instant, the copy's number, and the template's random ends."""
    if known is None:
        return "NULL::uuid"
    text = known.hex
    since = (known.int >> 80) - round(BEGINS.timestamp() * 1000)
    return f"('0' || to_hex(c.ms + {since}) || '{text[12:20]}' || c.hex || '{text[-4:]}')::uuid"


def _text(known: str | None) -> str:
    """A text of the template, as an expression: whatever differs from copy to copy is put in."""
    return "NULL::text" if known is None else " || ".join(_pieces(known)) or "''"


def _pieces(known: str) -> Iterator[str]:
    at = 0
    for found in VARIES.finditer(known):
        if found.start() > at:
            yield _literal(known[at : found.start()])
        yield _varied(found)
        at = found.end()
    if at < len(known):
        yield _literal(known[at:])


def _varied(found: re.Match[str]) -> str:
    if found["id"]:
        return f"{_id(UUID(found['id']))}::text"
    if found["day"]:
        return f"(date '{date.fromisoformat(found['day'])}' + c.days)::text"
    return "c.county" if found["county"] else "c.program"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _bound(statement: str, counties: Sequence[tuple[str, str]], *values: float) -> str:
    """The statement with its parameters put in: a table made by a statement takes none."""
    pairs = ", ".join(f"ARRAY['{county}', '{program}']" for county, program in counties)
    told = [f"(ARRAY[{pairs}]::text[])", *(repr(value) for value in values)]
    for number, value in reversed(list(enumerate(told, 1))):
        statement = statement.replace(f"${number}", value)
    return statement


@asynccontextmanager
async def _without_indexes(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """Fill first, index after: the same indexes, a third of the time."""
    keys = await connection.fetch(
        "SELECT conrelid::regclass::text AS t, conname AS name, pg_get_constraintdef(oid) AS made FROM pg_constraint"
        " WHERE contype = 'p' AND conrelid = ANY ($1::regclass[])", list(TABLES),
    )  # fmt: skip
    others = await connection.fetch(
        "SELECT indexname AS name, indexdef AS made FROM pg_indexes WHERE tablename = ANY ($1::text[]) AND indexname <> ALL ($2::text[])",
        list(TABLES), [key["name"] for key in keys],
    )  # fmt: skip
    for key in keys:
        await connection.execute(f'ALTER TABLE {key["t"]} DROP CONSTRAINT "{key["name"]}"')
    for index in others:
        await connection.execute(f'DROP INDEX "{index["name"]}"')
    yield
    for key in keys:
        await connection.execute(f'ALTER TABLE {key["t"]} ADD CONSTRAINT "{key["name"]}" {key["made"]}')
    for index in others:
        await connection.execute(index["made"])
