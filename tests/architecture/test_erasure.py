"""An erasure reaches every table that a service declares, in all counties, and nobody else's rows; generated from the declarations."""

from typing import Any
from uuid import UUID

import asyncpg

from peerbridge.events.base import Event
from peerbridge.events.erasure import ErasureDone, PersonErased
from peerbridge.ids import uuid7
from peerbridge.retired import refresh
from peerbridge.testing.component import Component
from peerbridge.testing.filling import CANARY, insert

HOME, FAR = "19153", "19041"
MINE = frozenset({"person", "partner", "parent"})


async def fill(made: Component, admin_url: str, person: UUID, county: str) -> int:
    """A row of this person in every table that holds something of people; how many."""
    connection = await asyncpg.connect(made.urls.on(admin_url))
    application, rows = uuid7(), 0
    assert made.service.erasure is not None
    try:
        for table, holding in made.service.erasure.holdings.items():
            if not holding.whose:
                continue
            same = {"application": application, "id": application}
            await insert(connection, made.service.tables.tables[table], person, county, MINE, **same)
            rows += 1
        await connection.execute("INSERT INTO counties VALUES ($1) ON CONFLICT DO NOTHING", county)
        await connection.execute(
            "INSERT INTO idempotency (caller, key, request_hash, status, answer) VALUES ($1, 'k', '', 200, $2)",
            str(person), f'{{"person": "{person}", "name": "{CANARY}"}}'.encode(),
        )  # fmt: skip
    finally:
        await connection.close()
    return rows


async def left(made: Component, admin_url: str, person: UUID) -> dict[str, int]:
    """In which tables rows of this person still say something about them."""
    connection = await asyncpg.connect(made.urls.on(admin_url))
    assert made.service.erasure is not None
    found = {}
    try:
        for table, holding in made.service.erasure.holdings.items():
            if holding.whose:
                full = " OR ".join(f'"{name}" IS DISTINCT FROM {empty}' for name, empty in holding.emptied.items())
                rule = f"({holding.whose}) AND ({full or 'true'})"
                found[table] = await connection.fetchval(
                    f'SELECT count(*) FROM "{table}" WHERE {rule}', person
                )  # the same
        kept = "SELECT count(*) FROM idempotency WHERE caller = $1 AND status = 200"
        found["idempotency"] = await connection.fetchval(kept, str(person))
    finally:
        await connection.close()
    return {table: rows for table, rows in found.items() if rows}


def ordered(made: Component, person: UUID) -> Event:
    return made.sealed(PersonErased(person=person, erasure=uuid7()), HOME)


async def answers(made: Component) -> list[ErasureDone]:
    return [event for event in await made.news() if isinstance(event, ErasureDone)]


async def test_what_is_declared_is_destroyed_in_every_county_and_answered_with_counts(
    made: Component, postgres: Any
) -> None:
    person, other = uuid7(), uuid7()
    rows = await fill(made, postgres.admin_url, person, FAR)
    await fill(made, postgres.admin_url, other, HOME)
    untouched = await left(made, postgres.admin_url, other)
    await made.hears(ordered(made, person))
    await made.work_off_jobs()
    assert await left(made, postgres.admin_url, person) == {}
    assert await left(made, postgres.admin_url, other) == untouched
    (done,) = await answers(made)
    assert done.deleted + done.emptied == rows
    assert done.about.county == HOME
    audited = await made.owner("SELECT action, subject FROM audit")
    assert [(row["action"], row["subject"]) for row in audited] == [("erase", str(person))]


async def test_a_restored_database_hears_the_order_again_and_destroys_again(made: Component, postgres: Any) -> None:
    person = uuid7()
    first = ordered(made, person)
    await made.hears(first)
    await made.work_off_jobs()
    await fill(made, postgres.admin_url, person, FAR)
    await made.hears(ordered(made, person))
    await made.work_off_jobs()
    assert await left(made, postgres.admin_url, person) == {}
    assert len(await answers(made)) == 2


async def test_a_process_that_starts_later_knows_who_is_erased(made: Component) -> None:
    person = uuid7()
    await made.hears(ordered(made, person))
    made.runtime.consumers.erased.clear()
    await refresh(made.runtime.consumers, 1e10)
    assert person in made.runtime.api.erased
