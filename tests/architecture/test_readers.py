"""The condition that models read under is the one of their tables' row policies: the same columns name whose own row it is."""

import re
from importlib import import_module
from typing import Any

import asyncpg

from peerbridge.database.table import CountyScoped

POLICIES = "SELECT tablename, qual FROM pg_policies WHERE schemaname = 'public' AND policyname <> 'append'"
PERSON = re.compile(
    r"\(?\(?\"?(\w+)\"? = \( SELECT.*peerbridge\.person|peerbridge\.person.*= ANY \(\"?(\w+)\"?\)", re.DOTALL
)


def models(name: str) -> list[type[CountyScoped]]:
    """The service's models of county rows."""
    base = import_module(f"{name}.storage.tables").Base
    for module in ("candidate_tables", "pipeline_tables") if name == "recruitment" else ():
        import_module(f"{name}.storage.{module}")
    mapped = [mapper.class_ for mapper in base._sa_registry.mappers]
    return [each for each in mapped if issubclass(each, CountyScoped)]


async def test_a_models_readers_are_those_of_its_policies(name: str, fresh_database: Any) -> None:
    connection = await asyncpg.connect((await fresh_database(name)).owner)
    try:
        policies = await connection.fetch(POLICIES)
    finally:
        await connection.close()
    declared = {str(model.__tablename__): set(model.__readers__) for model in models(name)}
    said: dict[str, set[str]] = {table: set() for table in declared}
    for row in policies:
        found = PERSON.search(row["qual"])
        if found and row["tablename"] in said:
            said[row["tablename"]].add(found[1] or found[2])
    assert declared == said
    secured = {row["tablename"] for row in policies} - {"parked", "audit", "lost_facts"}
    assert secured == set(declared)
