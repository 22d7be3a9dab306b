"""What the addresses share, and a reader's transaction that ends before anything outside is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.requests import Request

from console.api.sessions import Sessions
from console.gateways.issuer import Issuer
from console.gateways.operations import Operations
from console.gateways.people import People
from console.gateways.recruitment import Recruitment
from console.settings import Settings
from console.storage.bell import Bell
from peerbridge.database.work import UnitOfWork
from peerbridge.identity import STAFF_ROLES, Principal
from peerbridge.web.trouble import translated

__all__ = ["STAFF", "Parts", "parts_of", "reading"]

STAFF = tuple(sorted(STAFF_ROLES))


@dataclass(frozen=True, slots=True)
class Parts:
    """Made once in `main`."""

    settings: Settings
    sessions: Sessions
    bell: Bell
    issuer: Issuer
    people: People
    recruitment: Recruitment
    operations: Operations


def parts_of(request: Request) -> Parts:
    """The parts of the service that answers this request."""
    parts: Parts = request.app.state.console
    return parts


@asynccontextmanager
async def reading(request: Request, caller: Principal) -> AsyncIterator[UnitOfWork]:
    """A read-only transaction under the reader's scope; what it does not audit, the chassis does.

    Raises: Unavailable, where the database is away.
    """
    told = request.scope["peerbridge.correlation"]
    try:
        async with request.app.state.runtime.api.unit_of_work(
            caller.scope, principal=caller, read_only=True, correlation=told.id, traceparent=told.traceparent
        ) as work:
            yield work
            if work.audited:
                request.scope["peerbridge.audited"] = True
    except Exception as error:
        raise translated(error) from error
