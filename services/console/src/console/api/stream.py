"""Server-sent events with an end: a reader who does not read is dropped, and nothing is sent to one who has left."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any, Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

__all__ = ["EventStream", "frame"]

PATIENCE: Final = 5.0  # seconds that a piece may take to be taken


def frame(kind: str, data: Any, place: str | None = None) -> bytes:
    """One server-sent event; `place` is where a reader goes on from after it."""
    named = f"id: {place}\n" if place else ""
    return f"{named}event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


class EventStream(Response):
    """Sends pieces as they come. Each is made only when the one before has been taken, so a slow reader costs one piece."""

    media_type = "text/event-stream"

    def __init__(self, pieces: AsyncGenerator[bytes, None], patience: float = PATIENCE) -> None:
        super().__init__(headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self.pieces, self.patience = pieces, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until there is no more, the reader leaves, or does not keep up."""
        sending = asyncio.create_task(self._send(send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
            done = await asyncio.gather(sending, leaving, return_exceptions=True)
            await self.pieces.aclose()
        if isinstance(done[0], Exception) and not isinstance(done[0], TimeoutError | OSError):
            raise done[0]

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for piece in self.pieces:
            async with asyncio.timeout(self.patience):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
