"""Alembic for one service: its revisions stand in services/<name>/migrations, run under the owner role, and never touch chassis tables."""

import asyncio
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy
from alembic import command, context, op
from alembic.config import Config
from sqlalchemy.ext.asyncio import create_async_engine

from peerbridge.database.audited import AUDIT_FUNCTION_NAMES
from peerbridge.database.chassis import CHASSIS_FUNCTIONS, CHASSIS_TABLES, chassis_statements
from peerbridge.database.policies import policy_statements

__all__ = ["add_chassis", "configuration", "migrate", "remove_chassis", "run_environment", "secure"]


def configuration(service: str, owner_url: str) -> Config:
    """Alembic's configuration for `service`, found beside the installed package's source."""
    package = import_module(service)
    folder = Path(str(package.__file__)).resolve().parents[2] / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.attributes["url"] = "postgresql+asyncpg://" + owner_url.split("://", 1)[1]
    config.attributes["service"] = service
    return config


def migrate(service: str, owner_url: str, revision: str = "head") -> None:
    """Bring `service`'s database to `revision`."""
    command.upgrade(configuration(service, owner_url), revision)


def add_chassis(service: str) -> None:
    """In a service's first revision: the chassis tables, functions, grants and policies."""
    for statement in chassis_statements(service):
        op.get_bind().exec_driver_sql(statement)


def remove_chassis() -> None:
    """The way down of a service's first revision: what `add_chassis` made."""
    for function in (*CHASSIS_FUNCTIONS, *AUDIT_FUNCTION_NAMES):
        op.get_bind().exec_driver_sql(f"DROP FUNCTION {function}")
    for table in sorted(CHASSIS_TABLES):
        op.get_bind().exec_driver_sql(f'DROP TABLE "{table}" CASCADE')


def secure(table: str, *, person: str | None = None) -> None:
    """In a revision: row-level security by county on `table`, and by person where a column for it is named."""
    for statement in policy_statements(table, person=person):
        op.get_bind().exec_driver_sql(statement)


def run_environment(metadata: sqlalchemy.MetaData) -> None:
    """What a service's `migrations/env.py` calls."""
    asyncio.run(_run(metadata))


async def _run(metadata: sqlalchemy.MetaData) -> None:
    engine = create_async_engine(context.config.attributes["url"])
    async with engine.begin() as connection:
        await connection.run_sync(_with_connection, metadata)
    await engine.dispose()


def _with_connection(connection: sqlalchemy.Connection, metadata: sqlalchemy.MetaData) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=_own,
        compare_type=True,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def _own(_thing: Any, name: str | None, kind: str, _reflected: Any, _to: Any) -> bool:
    """Whether autogenerate looks at it: partitions and chassis tables are not the service's."""
    return kind != "table" or not (
        name in CHASSIS_TABLES or str(name).startswith(("inbox_", "published_", "audit_", "alembic_"))
    )
