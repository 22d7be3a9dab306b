"""A pool of connections as the application role, and the only way to a transaction: a unit of work with a scope."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy import event, text
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import ORMExecuteState, Session
from sqlmodel.ext.asyncio.session import AsyncSession

from peerbridge.clock import Clock
from peerbridge.database.scope import Scope
from peerbridge.database.seeing import READING
from peerbridge.database.wakeup import Wakeup
from peerbridge.database.work import UnitOfWork
from peerbridge.identity import Principal
from peerbridge.life import progress

__all__ = ["Database"]

POOL_SECONDS = 10  # for a free connection; with a command that times out well below the watchdog's minute
CONNECT_SECONDS = 5  # a server that swallows packets is away: try again, long before the watchdog would give up
COMMAND_SECONDS = 20  # a frozen backend answers nothing: the driver gives up after this, above statement_timeout (15 s)


def async_url(url: str) -> str:
    """`url` (postgresql://…) with the asyncpg driver named."""
    return "postgresql+asyncpg://" + url.split("://", 1)[1]


class Database:
    """One service's database as its application role sees it."""

    def __init__(self, url: str, *, service: str, clock: Clock, wakeup: Wakeup, pool: int = 10) -> None:
        self.service, self.clock, self.wakeup = service, clock, wakeup
        self.counties: set[str] = set()  # known to be in the database; asked anew after each upkeep
        self.engine: AsyncEngine = create_async_engine(
            async_url(url),
            pool_size=pool,
            max_overflow=0,
            pool_timeout=POOL_SECONDS,
            connect_args={"command_timeout": COMMAND_SECONDS, "timeout": CONNECT_SECONDS},
        )
        event.listen(self.engine.sync_engine, "checkout", _refuse_closed)

    @asynccontextmanager
    async def unit_of_work(
        self,
        scope: Scope,
        *,
        principal: Principal | None = None,
        read_only: bool = False,
        correlation: UUID | None = None,
        causation: UUID | None = None,
        traceparent: str | None = None,
    ) -> AsyncIterator[UnitOfWork]:
        """One transaction under `scope`, begun at its first statement and committed on leaving without an error.

        What a read-only one audits is written by a second one before this returns: no answer without its audit row.
        """
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            session.sync_session.info["scope"] = scope
            session.sync_session.info["read_only"] = read_only
            work = UnitOfWork(
                session, self.service, self.clock, scope, self.counties, principal, correlation, causation, traceparent
            )
            try:
                yield work
                noted = work.take_audit() if read_only else []
                await work.finish()
            except TimeoutError:  # a server that stands still is asked nothing more: each question would take as long
                await session.invalidate()
                raise
        progress()
        if noted:
            async with self.unit_of_work(scope, principal=principal, correlation=correlation) as after:
                after.add_audit(noted)
        if work.published:
            await self.wakeup.relay()

    async def answers(self) -> bool:
        """Whether the database answers a statement right now."""
        try:
            async with self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except Exception:  # any failure to answer is the answer "no"
            return False
        return True

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()


def _refuse_closed(given: DBAPIConnection, _record: object, _proxy: object) -> None:
    """A connection that the server has closed is known to be closed: whoever asks next gets a new one, and no error."""
    if given.driver_connection.is_closed():
        raise InvalidatePoolError


@event.listens_for(Session, "after_begin")
def _set_scope(session: Session, _transaction: object, connection: Connection) -> None:
    """The first statement of every transaction: whose rows it may see, until it ends. No scope given means no rows."""
    scope: Scope = session.info.get("scope", Scope())
    if session.info.get("read_only"):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    connection.exec_driver_sql(
        "SELECT set_config('peerbridge.counties', $1, true), set_config('peerbridge.person', $2, true),"
        " set_config('peerbridge.platform', $3, true)",
        scope.settings(),
    )


@event.listens_for(Session, "do_orm_execute")
def _read_what_is_seen(state: ORMExecuteState) -> None:
    """Every statement of a model reads only what the transaction's scope sees, with row policies or without."""
    if state.is_select or state.is_update or state.is_delete:
        state.statement = state.statement.options(READING)
