"""One request is one transaction: opened under the caller's scope at its first statement, committed before the answer.

A read has a read-only transaction; a command leaves an audit row and, where a key came with it, its answer.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from itertools import chain
from typing import Annotated, Any, Final

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from peerbridge.audit.entry import as_id
from peerbridge.crash import AFTER_COMMAND, crash_point
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import Unauthenticated, Unavailable
from peerbridge.identity import Principal, Scope
from peerbridge.retired import again, concerned
from peerbridge.runtime import Runtime
from peerbridge.web import idempotency
from peerbridge.web.correlation import Correlation

__all__ = [
    "SAFE",
    "Caller",
    "Exchange",
    "Work",
    "audit_apart",
    "audit_refusal",
    "current_caller",
    "current_work",
    "in_exchange",
    "transact",
]

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_SUBJECT: Final = 200
OPERATIONS: Final = "/ops/"  # reads and operations answer also while a restored database is compared with its topics
_current: ContextVar["Exchange | None"] = ContextVar("exchange", default=None)

Handle = Callable[[Request], Awaitable[Response]]
Endpoint = Callable[..., Awaitable[object]]


@dataclass(slots=True)
class Exchange:
    """A request on its way through one transaction."""

    request: Request
    work: UnitOfWork
    caller: Principal | None
    held: idempotency.Claim | None = field(default=None)
    replayed: bool = False

    async def earlier_answer(self) -> Response | None:
        """The answer stored under the request's key, or None, and then the key is held by this transaction."""
        key = idempotency.key_of(self.request)
        if key is None or self.caller is None or self.request.method in SAFE:
            return None
        found = await idempotency.claim(self.work, self.request, self.caller, key)
        if isinstance(found, Response):
            self.replayed = True
            return found
        self.held = found
        return None

    async def conclude(self, answer: Response) -> None:
        """What a command leaves beside its effects: audit rows of the counties it touched, and its answer; a read, its row."""
        if self.request.method in SAFE:
            if not self.work.audited and not impersonal(self.request):
                note_read(self.work, self.request, self.caller)
            return
        if self.replayed:
            return
        counties: list[str | None] = [*sorted(self.work.counties)] or [None]
        touched = set(concerned(self.work.announced))
        await again(self.work, chain(touched, map(as_id, self._subject().split(","))))
        for county in counties:
            self.work.audit(
                action="command", what=named(self.request), subject=self._subject(), county=county, concerns=touched
            )
        if self.held is not None:
            await idempotency.keep(self.work, self.held, answer)

    def _subject(self) -> str:
        announced = self.work.announced
        return subject_of(self.request) or (announced[0].subject if announced else "")


async def transact(request: Request, handle: Handle, caller: Principal | None) -> Response:
    """Run `handle` in one transaction of the caller's; when this returns, all of it is committed."""
    safe = request.method in SAFE
    even_closed = safe or request.url.path.startswith(OPERATIONS)
    async with opened(request, caller, read_only=safe, even_closed=even_closed) as work:
        exchange = Exchange(request, work, caller)
        token = _current.set(exchange)
        try:
            answer = await handle(request)
        finally:
            _current.reset(token)
        await exchange.conclude(answer)
    if not safe:
        crash_point(AFTER_COMMAND)
    return answer


async def audit_refusal(request: Request, caller: Principal, outcome: str) -> None:
    """Note a command that was refused, in a transaction of its own, since the command's was rolled back."""
    async with opened(request, caller, read_only=False, even_closed=True) as work:
        work.audit(action="command", what=named(request), subject=subject_of(request), outcome=outcome)


async def audit_apart(request: Request, caller: Principal) -> None:
    """The audit row of an address without a transaction of its own, before its answer is sent."""
    if request.scope.get("peerbridge.audited") or impersonal(request):
        return
    async with opened(request, caller, read_only=False, even_closed=request.method in SAFE) as work:
        if request.method in SAFE:
            note_read(work, request, caller)
        else:
            work.audit(action="command", what=named(request), subject=subject_of(request))


def note_read(work: UnitOfWork, request: Request, caller: Principal | None) -> None:
    """The audit row of a reading that its address did not describe more closely."""
    if caller is not None:
        own = [caller.person] if caller.person else []
        work.audit(action="read", what=named(request), subject=subject_of(request), concerns=own)


def impersonal(request: Request) -> bool:
    """Whether the address says that it is about no person and no case."""
    return bool(getattr(request.scope.get("route"), "impersonal", False))


def opened(
    request: Request, caller: Principal | None, *, read_only: bool, even_closed: bool
) -> AbstractAsyncContextManager[UnitOfWork]:
    """A unit of work of this request: nothing is sent to the database before its first statement.

    Raises: Unavailable, until business time is known: what came before it would stand at the wrong time.
    """
    runtime: Runtime = request.app.state.runtime
    if not runtime.started:
        raise Unavailable
    correlation: Correlation = request.scope["peerbridge.correlation"]
    return runtime.api.unit_of_work(
        caller.scope if caller else Scope(),
        principal=caller,
        read_only=read_only,
        even_closed=even_closed,
        correlation=correlation.id,
        traceparent=correlation.traceparent,
    )


def in_exchange(endpoint: Endpoint) -> Endpoint:
    """`endpoint`, run only where no earlier answer is stored; by then the request has passed its schema."""

    @wraps(endpoint)
    async def run(*args: Any, **values: Any) -> object:
        exchange = _current.get()
        earlier = await exchange.earlier_answer() if exchange else None
        return earlier if earlier is not None else await endpoint(*args, **values)

    return run


async def current_work() -> UnitOfWork:
    """The transaction of the request at hand."""
    exchange = _current.get()
    if exchange is None:
        raise RuntimeError("only the addresses of an Api have a transaction")
    return exchange.work


async def current_caller(request: Request) -> Principal:
    """The caller of the request at hand. Raises: Unauthenticated, on a public address."""
    caller: Principal | None = request.scope.get("peerbridge.caller")
    if caller is None:
        raise Unauthenticated
    return caller


Work = Annotated[UnitOfWork, Depends(current_work)]
Caller = Annotated[Principal, Depends(current_caller)]


def named(request: Request) -> str:
    """Method and address as the API declares it, without anything that was sent."""
    return f"{request.method} {getattr(request.scope.get('route'), 'path', '')}"


def subject_of(request: Request) -> str:
    """The ids in the address."""
    return ",".join(str(value) for value in request.path_params.values())[:LONGEST_SUBJECT]
