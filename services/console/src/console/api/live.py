"""The live feed: woken in memory, read by SQL under the reader's own scope, ended when the reader's token ends."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Query, Request
from starlette.responses import Response

from console.api.parameters import County, Program, seen
from console.api.parts import STAFF, parts_of, reading
from console.api.rows import Teller
from console.api.stream import EventStream, frame
from console.api.words import Words, language_of
from console.domain.errors import TooManyReaders
from console.storage import feed
from console.storage.programs import places
from peerbridge.clock import real_now
from peerbridge.errors import Unavailable
from peerbridge.identity import Principal
from peerbridge.web import Api, Caller, refusals

__all__ = ["router"]

router = Api(tags=["live"])
HEARTBEAT: Final = 15.0  # seconds: below the idle limit of any proxy
GATHER: Final = 0.25  # seconds between two looks: a burst is one look, and nobody is more than a second behind
AGAIN_MS: Final = 2000
Place = Annotated[
    str | None, Query(max_length=4000, description="where to go on from, as the page or the last event said")
]


@dataclass(frozen=True, slots=True)
class Watch:
    """One reader's feed: whose events, and told in which language."""

    request: Request
    caller: Principal
    counties: Sequence[str]
    words: Words

    def seconds_left(self) -> float:
        """Until the reader's token ends."""
        return (self.caller.expires - real_now()).total_seconds()


EVENT: Final = {
    "description": "One of them",
    "type": "object",
    "required": ["event", "data"],
    "properties": {
        "event": {"enum": ["here", "happened", "skipped", "signed-out"]},
        "id": {"type": "string", "description": "where to go on from after it"},
        "data": {"type": "string", "description": "JSON"},
    },
}
TOLD: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "Server-sent events", "content": {"text/event-stream": {"schema": EVENT}}},
    **refusals(TooManyReaders),
}


@router.get("/live", roles=STAFF, responses=TOLD, response_class=Response)
async def live(
    request: Request, caller: Caller, since: Place = None, county: County = None, program: Program = None
) -> Response:
    """Server-sent events: `happened` per event, `skipped` where there were too many to show, `signed-out` at the end."""
    parts = parts_of(request)
    if len(parts.bell) >= parts.settings.live_readers:
        raise TooManyReaders
    counties = seen(caller, county)
    if program is not None:
        async with reading(request, caller) as work:
            served = (await places(work)).served(program)
        counties = tuple(each for each in counties if each in served)
    place = request.headers.get("last-event-id") or since or ""
    watch = Watch(request, caller, counties, Words(language_of(request)))
    return EventStream(pieces(watch, place if feed.is_place(place) else None))


async def pieces(watch: Watch, place: str | None) -> AsyncGenerator[bytes, None]:
    """What a reader is sent: at once what they have missed, then what happens, and a sign of life where nothing does."""
    yield f"retry: {AGAIN_MS}\n\n".encode()
    with parts_of(watch.request).bell.listening(watch.counties) as listener:
        while (left := watch.seconds_left()) > 0:
            listener.rung.clear()
            try:
                place, told = await fresh(watch, place)
            except Unavailable:
                told = b": waiting for the database\n\n"
                listener.rung.set()
            yield told
            await asyncio.sleep(min(GATHER, left))
            try:
                async with asyncio.timeout(min(HEARTBEAT, left)):
                    await listener.rung.wait()
            except TimeoutError:
                yield b": still here\n\n"
    yield frame("signed-out", {})


async def fresh(watch: Watch, place: str | None) -> tuple[str, bytes]:
    """The place after what has happened since `place`, and the frames that tell of it. Raises: Unavailable."""
    async with reading(watch.request, watch.caller) as work:
        if place is None:
            place = await feed.here(work)
            return place, frame("here", {}, place)
        page = await feed.since(work, watch.counties, place)
        teller = Teller(watch.words, await places(work)) if page.events else None
        work.audit_shown("live events", page.events, lambda event: event.ids)
    frames = [frame("skipped", {})] if page.cut else []
    if teller is not None:
        frames += [frame("happened", teller.row(event).as_json()) for event in page.events]
    return page.place, b"".join([*frames, frame("here", {}, page.place)] if frames else frames) or b": nothing new\n\n"
