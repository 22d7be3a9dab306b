"""The unit of work: one transaction that stores state, news, audit and positions together. It alone commits."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from peerbridge.audit import AuditEntry
from peerbridge.clock import Clock
from peerbridge.database import outbox
from peerbridge.database.gate import Identity
from peerbridge.database.scope import Scope
from peerbridge.events.base import Event
from peerbridge.identity import Principal
from peerbridge.ids import uuid7

__all__ = ["UnitOfWork"]

LOCK = "SELECT peerbridge_lock($1)"


@dataclass(slots=True)
class Marks:
    """What the unit of work held at a savepoint. Locks taken after it are let go with it, and so is a wider scope."""

    news: int
    audited: int
    counties: set[str]
    locked: set[str]
    scope: Scope


class UnitOfWork:
    """One transaction under one scope. Use cases store through it and announce to it; only the chassis finishes it."""

    def __init__(
        self,
        session: AsyncSession,
        service: str,
        clock: Clock,
        scope: Scope,
        known_counties: set[str],
        principal: Principal | None = None,
        correlation: UUID | None = None,
        causation: UUID | None = None,
        traceparent: str | None = None,
    ) -> None:
        self.known_counties = known_counties
        self.session, self.service, self.clock, self.scope, self.principal = session, service, clock, scope, principal
        self.correlation = correlation or uuid7()
        self.causation, self.traceparent = causation, traceparent
        self.business_now = clock.now()
        self.erased: set[UUID] = set()
        self.merged: dict[UUID, UUID] = {}
        self.positions: dict[tuple[str, int], tuple[int, int]] = {}
        self.counties: set[str] = set()
        self.published = self.seeks_lost = False
        self._news: list[outbox.News] = []
        self._audited: list[AuditEntry] = []
        self._locked: set[str] = set()
        self._raw: Any = None

    @property
    def identity(self) -> Identity | None:
        """Which database this runs on; known once it has begun."""
        found: Identity | None = self.session.sync_session.info.get("identity")
        return found

    @property
    def actor(self) -> str:
        """Who acts: the caller's subject, or the service itself where nobody called."""
        return self.principal.subject if self.principal else f"service:{self.service}"

    def today(self, zone: str) -> date:
        """The business date of this transaction in a county's IANA time zone: one instant judges all its due dates."""
        return self.business_now.astimezone(ZoneInfo(zone)).date()

    async def raw(self) -> Any:
        """The driver's own connection (asyncpg), inside this transaction and its scope: for set statements on the hot path."""
        if self._raw is None:
            connection = await self.session.connection()
            self._raw = (await connection.get_raw_connection()).driver_connection
        return self._raw

    def announce(
        self,
        *events: Event,
        county: str,
        shared_with: Iterable[str] = (),
        because: Event | None = None,
        correlation: UUID | None = None,
    ) -> None:
        """Hand facts to the transaction; they get id, sequence and envelope when it commits, in the order given.

        `because` is the heard event that caused them; the story (correlation) is the stream's own once it has one.

        Raises: EventTooLarge.
        """
        shared = tuple(sorted(set(shared_with) - {county}))
        self._news += [outbox.news(self, event, county, shared, because, correlation) for event in events]
        self.counties.add(county)

    @property
    def announced(self) -> Sequence[Event]:
        """What was announced so far, in order."""
        return [item.event for item in self._news]

    def audit(
        self,
        *,
        action: str,
        what: str,
        subject: UUID | str = "",
        concerns: Iterable[UUID | None] = (),
        county: str | None = None,
        outcome: str = "done",
    ) -> None:
        """Note who did or read what; appended in this transaction. `concerns`: everyone and everything shown or changed."""
        ids = [each for each in concerns if each is not None]
        self._audited.append(
            AuditEntry.made(
                self, action=action, what=what, subject=str(subject), concerns=ids, county=county, outcome=outcome
            )
        )

    def audit_shown(self, what: str, rows: Iterable[Any], names: Callable[[Any], Iterable[UUID | None]]) -> None:
        """Note that a list was read: one entry per county of its rows, concerning everything that `names` says of them."""
        shown: dict[str, set[UUID | None]] = {}
        for row in rows:
            shown.setdefault(row.county, set()).update(names(row))
        for county in sorted(shown):
            self.audit(action="read", what=what, county=county, concerns=shown[county])

    @property
    def audited(self) -> Sequence[AuditEntry]:
        """What was noted so far."""
        return tuple(self._audited)

    async def extend_scope(self, counties: Iterable[str]) -> None:
        """Also see these counties until the transaction ends: for facts that move a thing, never for a caller.

        Raises: RuntimeError (the transaction belongs to a caller, whose token alone sets its scope).
        """
        if self.principal is not None:
            raise RuntimeError("a caller's scope comes from the token")
        self._scoped(Scope(tuple(sorted({*self.scope.counties, *counties})), self.scope.person, self.scope.platform))
        await (await self.raw()).execute("SELECT set_config('peerbridge.counties', $1, true)", self.scope.settings()[0])

    async def extend_to_all(self) -> None:
        """Also see every county that this database has rows of: for what concerns a person wherever they are known."""
        rows = await (await self.raw()).fetch("SELECT county FROM counties")
        await self.extend_scope([row["county"] for row in rows])

    def take_audit(self) -> list[AuditEntry]:
        """The entries noted so far, taken out: those of a read-only transaction are written by one that follows it."""
        taken, self._audited = self._audited, []
        return taken

    def add_audit(self, entries: Iterable[AuditEntry]) -> None:
        """Entries of a transaction that could not write them."""
        self._audited.extend(entries)

    async def lock(self, *ids: UUID | str) -> None:
        """Take this transaction's locks on things by id, sorted, known or not yet: no two holders decide on one thing at once."""
        wanted = sorted({str(i) for i in ids} - self._locked)
        if wanted:
            await (await self.raw()).execute(LOCK, wanted)
            self.holds(wanted)

    def holds(self, ids: Iterable[str]) -> None:
        """These were locked along the way, in the order of their text."""
        self._locked.update(ids)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part that can fail alone: on an error its rows, news, locks and scope are taken back, and the error goes on."""
        marks = Marks(len(self._news), len(self._audited), {*self.counties}, {*self._locked}, self.scope)
        try:
            async with self.session.begin_nested():
                self._raw = None  # asked for anew, the session tells the server of the savepoint and its end
                yield
        except BaseException:
            del self._news[marks.news :], self._audited[marks.audited :]
            self.counties, self._locked = marks.counties, marks.locked
            self._scoped(marks.scope)
            raise
        finally:
            self._raw = None

    def _scoped(self, scope: Scope) -> None:
        """The scope from now on; the session sets it again where a savepoint begins."""
        self.scope = self.session.sync_session.info["scope"] = scope

    async def finish(self) -> None:
        """Write news, audit and positions, and commit. Called by the chassis only."""
        if self._news or self._audited or self.positions or self.counties:
            await outbox.flush(self, self._news, self._audited)
        await self.session.commit()
        self.known_counties |= self.counties
        self.published = self.published or bool(self._news)
