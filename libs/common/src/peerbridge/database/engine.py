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
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel.ext.asyncio.session import AsyncSession

from peerbridge.clock import Clock
from peerbridge.database.gate import IDENTITY, Gate, Identity, Reopened
from peerbridge.database.scope import Scope
from peerbridge.database.seeing import READING
from peerbridge.database.wakeup import Wakeup
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import Unavailable
from peerbridge.identity import Principal
from peerbridge.life import progress

__all__ = ["Database"]

POOL_SECONDS = 10  # for a free connection; with a command that times out well below the watchdog's minute
CONNECT_SECONDS = 5  # a server that swallows packets is away: try again, long before the watchdog would give up
COMMAND_SECONDS = 20  # a frozen backend answers nothing: the driver gives up after this, above statement_timeout (15 s)

SCOPE = (
    "SELECT set_config('peerbridge.counties', $1, true), set_config('peerbridge.person', $2, true),"
    " set_config('peerbridge.platform', $3, true)"
)
SCOPE_READ_ONLY = f"{SCOPE}, set_config('transaction_read_only', 'on', true)"


def async_url(url: str) -> str:
    """`url` (postgresql://…) with the asyncpg driver named."""
    return "postgresql+asyncpg://" + url.split("://", 1)[1]


class Database:
    """One service's database as its application role sees it."""

    def __init__(
        self, url: str, *, service: str, clock: Clock, wakeup: Wakeup, pool: int = 10, gate: Gate | None = None
    ) -> None:
        self.service, self.clock, self.wakeup, self.gate = service, clock, wakeup, gate or Gate(service)
        self.erased: set[UUID] = set()  # people whose data was destroyed (peerbridge.erasure)
        self.merged: dict[UUID, UUID] = {}  # ids that are another id of the same person (peerbridge.merging)
        self.counties: set[str] = set()  # known to be in the database; asked anew after each upkeep
        self.engine: AsyncEngine = create_async_engine(
            async_url(url),
            pool_size=pool,
            max_overflow=0,
            pool_timeout=POOL_SECONDS,
            connect_args={"command_timeout": COMMAND_SECONDS, "timeout": CONNECT_SECONDS},
        )
        event.listen(self.engine.sync_engine, "connect", _who_is_it)
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
        even_closed: bool = False,
        only_for: Identity | None = None,
    ) -> AsyncIterator[UnitOfWork]:
        """One transaction under `scope`, begun at its first statement and committed on leaving without an error.

        What a read-only one audits is written by a second one before this returns: no answer without its audit row.
        `even_closed`: also before the database was compared; `only_for`: on this one. Raises: Closed, Reopened, as it begins.
        """
        gate = None if even_closed else self.gate
        asked = {"scope": scope, "read_only": read_only, "only_for": only_for, "gate": gate}
        async with AsyncSession(self.engine, expire_on_commit=False, info=asked) as session:
            work = UnitOfWork(
                session, self.service, self.clock, scope, self.counties, principal, correlation, causation, traceparent
            )
            work.seeks_lost = self.gate.lost
            work.erased, work.merged = self.erased, self.merged
            try:
                yield work
                noted = work.take_audit() if read_only else []
                await work.finish()
            except TimeoutError:  # a server that stands still is asked nothing more: each question would take as long
                await session.invalidate()
                raise
        progress()
        if noted:
            follows = self.unit_of_work(scope, principal=principal, correlation=correlation, even_closed=even_closed)
            async with follows as after:
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


def _who_is_it(made: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    """Which database a new connection leads to, noted with it."""
    cursor = made.cursor()
    cursor.execute(IDENTITY)
    row = cursor.fetchone()
    cursor.close()
    made.rollback()
    record.info["identity"] = Identity(*row) if row else None


def _admit(session: Session, connection: Connection) -> None:
    """Nothing begins on a database that is not the one it is meant for. Raises: Closed, Reopened."""
    identity: Identity | None = connection.info.get("identity")
    session.info["identity"] = identity
    meant: Identity | None = session.info.get("only_for")
    gate: Gate | None = session.info.get("gate")
    try:
        if meant is not None and identity != meant:
            raise Reopened
        if gate is not None:
            gate.admit(identity)
    except Unavailable:
        connection.invalidate()  # who it leads to is asked anew
        raise


@event.listens_for(Session, "after_begin")
def _set_scope(session: Session, _transaction: object, connection: Connection) -> None:
    """The first statement of every transaction: whose rows it may see, until it ends. No scope given means no rows."""
    _admit(session, connection)
    scope: Scope = session.info.get("scope", Scope())
    connection.exec_driver_sql(SCOPE_READ_ONLY if session.info.get("read_only") else SCOPE, scope.settings())


@event.listens_for(Session, "do_orm_execute")
def _read_what_is_seen(state: ORMExecuteState) -> None:
    """Every statement of a model reads only what the transaction's scope sees, with row policies or without."""
    if state.is_select or state.is_update or state.is_delete:
        state.statement = state.statement.options(READING)
