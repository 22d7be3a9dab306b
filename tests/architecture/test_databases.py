"""Every service's database on a real server: migrations match the models, and no row of a county goes without its policy."""

import asyncio
from typing import Any

import asyncpg
from alembic import command
from alembic.script import ScriptDirectory

from peerbridge.database.chassis import CHASSIS_TABLES
from peerbridge.database.migrations import configuration
from peerbridge.database.provision import ROLES

IDS_ONLY = {
    "chassis": {
        "alembic_version", "clock", "counties", "inbox", "positions", "control", "parked_keys", "streams", "outbox",
        "published", "job", "idempotency", "own_log", "opening", "erased", "merged", "audit_chain", "audit_head", "audit_keep",
    },
    "recruitment": {
        "programs", "program_versions", "program_counties", "case_index", "people", "parents", "staff_places", "vacancy_places",
    },
    "matching": {"program", "partner_county", "pool", "pool_change", "waiting"},
    "supervision": {"policies", "assignments"},
    "notification": {"turns", "whereabouts", "zones", "engagements"},
    "console": {"program", "served_county", "mention"},
}  # fmt: skip
"""Tables without a row policy: ids, positions and policies that are open to every reader."""

TABLES = """
SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced, pg_get_userbyid(c.relowner) AS owner,
       EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid) AS policy,
       EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'county' AND NOT a.attisdropped) AS county,
       EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'person' AND NOT a.attisdropped) AS person
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
"""
ROLE = "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = ANY ($1)"
SETTINGS = "SELECT unnest(setconfig) AS setting FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = setrole WHERE rolname = $1"


async def asked(url: str, statement: str, *values: Any) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(statement, *values))
    finally:
        await connection.close()


async def test_migrations_match_the_models_have_one_head_and_go_down_and_up_again(
    name: str, fresh_database: Any
) -> None:
    urls = await fresh_database(name)
    config = configuration(name, urls.owner)
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1
    for step, target in (
        (command.check, ()),
        (command.downgrade, ("base",)),
        (command.upgrade, ("head",)),
        (command.check, ()),
    ):
        await asyncio.to_thread(step, config, *target)


async def test_every_table_is_under_a_row_policy_or_on_the_list_of_those_that_hold_ids_only(
    name: str, fresh_database: Any
) -> None:
    tables = await asked((await fresh_database(name)).owner, TABLES)
    open_tables = {t["name"] for t in tables if not (t["enabled"] and t["forced"] and t["policy"])}
    assert open_tables - IDS_ONLY["chassis"] == IDS_ONLY[name]
    assert {t["name"] for t in tables} >= CHASSIS_TABLES


async def test_the_applications_role_owns_nothing_and_steps_over_no_policy(name: str, fresh_database: Any) -> None:
    urls = await fresh_database(name)
    roles = await asked(urls.owner, ROLE, [f"{name}_{role}" for role in ROLES])
    assert len(roles) == len(ROLES)
    assert [role["rolname"] for role in roles if any(list(role)[1:])] == []
    assert {table["owner"] for table in await asked(urls.owner, TABLES)} == {f"{name}_owner"}
    for role in ("app", "relay", "report"):
        told = {row["setting"].split("=")[0] for row in await asked(urls.owner, SETTINGS, f"{name}_{role}")}
        assert told >= {
            "idle_in_transaction_session_timeout",
            "statement_timeout",
            "lock_timeout",
            "transaction_timeout",
        }


async def test_without_a_scope_no_table_with_a_policy_shows_a_row(name: str, fresh_database: Any) -> None:
    urls = await fresh_database(name)
    tables = [t for t in await asked(urls.owner, TABLES) if t["policy"]]
    for url in (urls.app, urls.report):
        for table in tables:
            assert await asked(url, f'SELECT * FROM "{table["name"]}" LIMIT 1') == []
