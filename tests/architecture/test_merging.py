"""A merge reaches every column with the id of a person, in every service; one added later must say how, or that it stays."""

from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from peerbridge import merging
from peerbridge.events.candidates import CandidatesMerged
from peerbridge.ids import uuid7
from peerbridge.retired import refresh
from peerbridge.service import Service
from peerbridge.testing.component import Component
from peerbridge.testing.filling import insert

HOME, FAR = "19153", "19041"
THINGS = {
    "application", "attempt", "case", "case_id", "causation", "check_in", "closure", "cohort", "contact", "correlation",
    "delivery", "erasure", "event", "event_id", "family", "id", "ids", "match", "proposal", "request", "session", "story",
    "thing", "vacancy", "attended", "former",
}  # fmt: skip
"""Ids of things that are no persons (`attended`: applications)."""


def people_columns(service: Service) -> set[tuple[str, str]]:
    """Every column of ids that are none of things."""
    found = set()
    for table in service.tables.tables.values():
        for column in table.columns:
            kind = column.type.item_type if isinstance(column.type, sa.ARRAY) else column.type
            if isinstance(kind, sa.Uuid) and column.name not in THINGS:
                found.add((table.name, column.name))
    return found


def test_every_column_of_persons_moves_or_stays(service: Service) -> None:
    assert service.merging is not None
    declared = {(each.table, name) for each in service.merging.tables for name in (*each.ids, *each.lists, *each.stays)}
    assert people_columns(service) <= declared, "say in storage/joining.py how it joins"
    assert {each for each in declared - people_columns(service) if each != ("event", "ids")} == set()


async def fill(made: Component, admin_url: str, person: UUID, county: str) -> None:
    """A row of this person in every table that moves, whatever else it would have to refer to."""
    connection = await asyncpg.connect(made.urls.on(admin_url))
    assert made.service.merging is not None
    try:
        await connection.execute("SET session_replication_role = replica")
        for table in {each.table for each in made.service.merging.tables if each.ids or each.lists}:
            mine = frozenset(name for each in made.service.merging.tables if each.table == table for name in each.ids)
            await insert(connection, made.service.tables.tables[table], person, county, mine)
        await connection.execute("INSERT INTO counties VALUES ($1) ON CONFLICT DO NOTHING", county)
    finally:
        await connection.close()


async def standing(made: Component, admin_url: str, person: UUID) -> dict[tuple[str, str], int]:
    """By table and column that moves, how many rows name this person."""
    connection = await asyncpg.connect(made.urls.on(admin_url))
    assert made.service.merging is not None
    found = {}
    try:
        for each in made.service.merging.tables:
            for name in (*each.ids, *each.lists):
                rule = f'$1 = ANY ("{name}")' if name in each.lists else f'"{name}" = $1'
                count = f'SELECT count(*) FROM "{each.table}" WHERE {rule}'  # names of ours
                found[each.table, name] = await connection.fetchval(count, person)
    finally:
        await connection.close()
    return found


def told(made: Component, merged: UUID, kept: UUID) -> Any:
    return made.sealed(CandidatesMerged(merged=merged, kept=kept), HOME)


async def merges(made: Component, merged: UUID, kept: UUID) -> None:
    """As the service learns of it: recruitment decides, the others hear."""
    if made.service.name == "recruitment":
        async with made.runtime.work([HOME, FAR]) as work:
            await merging.note(work, merged, kept)
            await merging.start(work, merged, ())
    else:
        await made.hears(told(made, merged, kept))
    await made.work_off_jobs()


async def test_rows_of_every_county_move_to_the_kept_id_and_nobody_elses(made: Component, postgres: Any) -> None:
    merged, kept, other = uuid7(), uuid7(), uuid7()
    await fill(made, postgres.admin_url, merged, FAR)
    await fill(made, postgres.admin_url, other, HOME)
    before = await standing(made, postgres.admin_url, merged)
    untouched = await standing(made, postgres.admin_url, other)
    await merges(made, merged, kept)
    assert all(before.values()) or not before
    assert await standing(made, postgres.admin_url, kept) == before
    assert not any((await standing(made, postgres.admin_url, merged)).values())
    assert await standing(made, postgres.admin_url, other) == untouched


async def test_where_both_have_the_only_row_there_may_be_the_kept_ids_stays(made: Component, postgres: Any) -> None:
    merged, kept = uuid7(), uuid7()
    await fill(made, postgres.admin_url, kept, HOME)
    await fill(made, postgres.admin_url, merged, HOME)
    await merges(made, merged, kept)
    assert not any((await standing(made, postgres.admin_url, merged)).values())
    assert all((await standing(made, postgres.admin_url, kept)).values())


async def test_what_is_stored_under_the_merged_id_later_is_moved_too(made: Component, postgres: Any) -> None:
    merged, kept = uuid7(), uuid7()
    await merges(made, merged, kept)
    await refresh(made.runtime.consumers, 1e10)
    assert made.runtime.api.merged[merged] == kept
    await fill(made, postgres.admin_url, merged, FAR)
    async with made.runtime.work([HOME]) as work:
        await merging.again(work, [merged, uuid7()])
        await merging.again(work, [merged])
    await made.work_off_jobs()
    assert not any((await standing(made, postgres.admin_url, merged)).values())


async def test_chains_end_at_the_last_one_kept_in_whatever_order_they_are_heard(made: Component) -> None:
    first, second, third, fourth = uuid7(), uuid7(), uuid7(), uuid7()
    async with made.runtime.work([HOME]) as work:
        await merging.note(work, first, second)
        await merging.note(work, second, third)
        await merging.note(work, fourth, first)
        assert await merging.kept_ids(work, [first, second, third, fourth]) == dict.fromkeys(
            [first, second, fourth], third
        )
