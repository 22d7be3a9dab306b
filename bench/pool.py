"""The pool of a state with twenty years of closures beside one of ten thousand: cost per due candidate, and pages of its lists.

Cases, people and their standings are put there by SQL on the server; the sweep and the API are recruitment's own, in this process.
"""

import asyncio
import sys
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from random import Random
from secrets import token_urlsafe
from time import perf_counter, time
from typing import Final

import asyncpg
import httpx
import uvloop

from bench.growth import an_id
from bench.rig import Sample, quantile
from peerbridge.database.migrations import migrate
from peerbridge.database.provision import ROLES, Urls, make_database
from peerbridge.events.policy import Policy
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN
from peerbridge.programs import load
from peerbridge.testing.component import Component, component
from peerbridge_demo.people.opening import PROGRAMS
from recruitment.main import service
from recruitment.settings import Settings

FEW, ROUNDS, DUE, PAGES = 10_000, 3, 2_000, 60
PROGRAM: Final = "children-and-families-of-iowa"
SPREAD: Final = """
CREATE UNLOGGED TABLE spread AS SELECT n, {case} AS "case", {person} AS person, {closure} AS closure,
    ({counties})[1 + n % cardinality({counties})] AS county, '{today}'::date - 400 - (n % 7300)::int AS closed_on
FROM generate_series({step}::bigint, {many}, {step}) AS n
"""
ROWS: Final = (
    """INSERT INTO cases (county, id, source, source_case, correlation, open, opened_on, closed_on, closure, exit_reason, case_type,
           referred, parents)
       SELECT county, "case", 'state', n::text, "case", false, closed_on - 300, closed_on, closure, 'reunification', 'dependency', true,
           ARRAY[person] FROM spread""",
    "INSERT INTO people (person, digest, counties, opted_out) SELECT person, sha256(n::text::bytea), ARRAY[county], false FROM spread",
    'INSERT INTO parents (person, case_id) SELECT person, "case" FROM spread',
    """INSERT INTO candidates (person, county, program, state, identified, nominated, applied, case_id, closure, basis, correlation, since)
       SELECT person, county, '{program}', 'identified', true, false, false, "case", closure,
           closure || '/' || closed_on || '/reunification/dependency/True', "case", closed_on + 400 FROM spread""",
    "INSERT INTO counties (county) SELECT DISTINCT county FROM spread ON CONFLICT DO NOTHING",
)
"""Everybody was identified long ago; twenty years of closures, all counties alike."""

WAITING: Final = """
WITH chosen AS (SELECT person, "case" FROM spread ORDER BY md5(n::text || $1) LIMIT $2), dated AS (
    UPDATE cases SET closed_on = $3 FROM chosen WHERE cases.id = chosen."case" RETURNING cases.id)
UPDATE candidates SET state = 'waiting', identified = false, due_on = $4, basis = NULL FROM chosen
WHERE candidates.person = chosen.person AND (SELECT count(*) FROM dated) > 0
"""


async def grown(
    admin_url: str, policy: Policy, rows: int, many: int, today: date, passwords: dict[str, str]
) -> tuple[Urls, str]:
    """A database with so many closures, vacuumed and analysed, and the superuser's address of it."""
    name = f"bench_pool_{rows}"
    admin = await asyncpg.connect(admin_url)
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.close()
    urls = await make_database(admin_url, "recruitment", passwords, database=name)
    await asyncio.to_thread(migrate, "recruitment", urls.owner)
    async with component(service, Settings, urls) as made:
        made.clock.instant = datetime.now(UTC)
        await publish(made, policy)
    place = urls.on(admin_url)
    connection = await asyncpg.connect(place)
    now, step = int(time() * 1000), many // rows
    ids = {name: an_id(name, 1040, many, now) for name in ("case", "person", "closure")}
    counties = "ARRAY['" + "','".join(policy.zones) + "']"
    said = {**ids, "many": many, "step": step, "counties": counties, "today": today, "program": PROGRAM}
    for statement in (SPREAD, *ROWS):
        await connection.execute(statement.format(**said))
    await connection.execute("VACUUM (ANALYZE)")
    await connection.execute("CHECKPOINT")
    await connection.close()
    return urls, place


async def publish(made: Component, policy: Policy) -> None:
    """The programme, and the job it leaves."""
    async with made.client(PROGRAM_ADMIN, counties=tuple(policy.zones)) as http:
        answer = await http.put(f"/v1/programs/{PROGRAM}", json=policy.model_dump(mode="json"))
    assert answer.is_success, answer.text
    await made.work_off_jobs()


async def swept(made: Component, place: str, turn: int, today: date) -> float:
    """Microseconds per candidate whose day has come, found and identified by the sweep, announcements included."""
    connection = await asyncpg.connect(place)
    closed = today.replace(year=today.year - 1)
    await connection.execute(WAITING, str(turn), DUE, closed, today)
    await connection.close()
    started = perf_counter()
    acted = await made.sweep("due_candidates")
    spent = perf_counter() - started
    assert acted == DUE, f"{acted} of {DUE} were identified"
    return spent / DUE * 1e6


async def listed(made: Component, policy: Policy) -> list[float]:
    """Milliseconds of pages of a hundred candidates of one county, with and without a programme said."""
    chance, spans = Random(1), []
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app=made.service.app), base_url="http://service.test")
    for number in range(PAGES):
        county = chance.choice(list(policy.zones))
        asked: dict[str, str | int] = {"county": county, "limit": 100, "state": "identified"}
        asked |= {"program": PROGRAM} if number % 3 else {}
        headers = {"Authorization": f"Bearer {made.issuer.token(COORDINATOR, counties=(county,))}"}
        started = perf_counter()
        answer = await http.get("/v1/candidates", params=asked, headers=headers)
        spans.append((perf_counter() - started) * 1000)
        assert answer.is_success, answer.text
        assert answer.json()["items"]
    await http.aclose()
    return sorted(spans)


async def measure(admin_url: str, many: int) -> None:
    """Three rounds over both databases, whichever came second last time first."""
    policy, today = load(PROGRAMS / f"{PROGRAM}.yaml"), datetime.now(UTC).date() - timedelta(days=1)
    passwords = {role: token_urlsafe(24) for role in ROLES}  # of roles that both databases share
    started = perf_counter()
    databases = {
        name: await grown(admin_url, policy, rows, many, today, passwords)
        for name, rows in (("few", FEW), ("many", many))
    }
    about = {"filling_s": perf_counter() - started, "due": DUE}
    async with AsyncExitStack() as stack:
        made = {
            name: await stack.enter_async_context(component(service, Settings, urls))
            for name, (urls, _) in databases.items()
        }
        for each in made.values():
            each.clock.instant = datetime.now(UTC)
        for turn in range(ROUNDS):
            for name in ("few", "many") if turn % 2 == 0 else ("many", "few"):
                rows = FEW if name == "few" else many
                cost = await swept(made[name], databases[name][1], turn, today)
                Sample("pool", f"due, {name} closures", cost, "µs/candidate", {**about, "rows": rows}).print()
                spans = await listed(made[name], policy)
                told = {**about, "rows": rows, "p50_ms": quantile(spans, 0.5), "max_ms": spans[-1]}
                Sample("pool", f"page p95, {name} closures", quantile(spans, 0.95), "ms", told).print()


async def main() -> None:
    """`python -m bench.pool measure ADMIN_URL BOOTSTRAP CLOSURES`."""
    await measure(sys.argv[2], int(sys.argv[4]))


if __name__ == "__main__":
    uvloop.run(main())
