"""Rows of another county do not exist for a transaction, whatever its statement forgets."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from peerbridge.database.scope import NOTHING, Scope
from peerbridge.events.cases import CaseClosed
from peerbridge.ids import uuid7
from peerbridge.testing.component import Component

POLK, LINN = "19153", "19113"
ALL = "SELECT * FROM thing"


def closed(case: UUID) -> CaseClosed:
    """A closure."""
    return CaseClosed(
        case=case, closure=uuid7(), closed_on=date(2026, 1, 1), exit_reason="adoption", code_list="afcars_2020", case_type="dependency",
        referred=False, parents=(),
    )  # fmt: skip


async def test_a_statement_without_a_where_sees_its_own_county_only(sample: Component) -> None:
    await sample.hears(closed(uuid7()), county=POLK)
    await sample.hears(closed(uuid7()), county=LINN)
    assert [row["county"] for row in await sample.rows(ALL, counties=[POLK])] == [POLK]
    assert len(await sample.rows(ALL, counties=[POLK, LINN])) == 2


async def test_no_scope_and_an_empty_scope_see_nothing_also_on_a_connection_that_had_one(sample: Component) -> None:
    await sample.hears(closed(uuid7()), county=POLK)
    for scope in (Scope((POLK,)), NOTHING, Scope(("",)), NOTHING):
        async with sample.runtime.work(scope=scope) as work:
            seen = await (await work.raw()).fetch(ALL)
        assert len(seen) == (1 if scope.counties == (POLK,) else 0)


async def test_a_row_shared_with_a_county_is_seen_there(sample: Component) -> None:
    await sample.hears(closed(uuid7()), county=POLK)
    async with sample.runtime.work([POLK]) as work:
        await (await work.raw()).execute("UPDATE thing SET shared_with = $1", [LINN])
    assert len(await sample.rows(ALL, counties=[LINN])) == 1


async def test_a_row_cannot_be_written_into_a_county_out_of_scope(sample: Component) -> None:
    with pytest.raises(Exception, match="row-level security"):
        async with sample.runtime.work([POLK]) as work:
            await (await work.raw()).execute(
                "INSERT INTO thing (id, county, times, heard) VALUES ($1, $2, 0, '')", uuid7(), LINN
            )


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM outbox",
        "DELETE FROM outbox",
        "UPDATE audit SET actor = 'nobody'",
        "DELETE FROM audit",
        "DELETE FROM inbox",
        "UPDATE clock SET speed = 2",
        "SET ROLE sample_owner",
        "ALTER TABLE thing DISABLE ROW LEVEL SECURITY",
    ],
)
async def test_the_application_cannot_unsay_what_was_said(sample: Component, statement: str) -> None:
    with pytest.raises(Exception, match=r"permission denied|must be owner"):
        async with sample.runtime.work([POLK]) as work:
            await (await work.raw()).execute(statement)


async def test_a_read_only_transaction_writes_nothing(sample: Component) -> None:
    with pytest.raises(Exception, match="read-only") as caught:
        async with sample.runtime.api.unit_of_work(Scope((POLK,)), read_only=True) as work:
            await (await work.raw()).execute("INSERT INTO counties VALUES ('00000')")
    assert not isinstance(caught.value, DBAPIError)
