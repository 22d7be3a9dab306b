"""Waiting for what a service will come to know: for as long as it gets on. Where it stands still, that is told, and where."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

__all__ = ["Stuck", "Thing", "comes"]

STILL_SECONDS: Final = 120.0
"""So long nothing moves before a service counts as stuck: longer than any fault lasts and any server takes to come back."""
AT_MOST_SECONDS: Final = 900.0
LOOK_SECONDS: Final = 0.02
FAR_SECONDS: Final = 1.0
FAR: Final = """
SELECT (SELECT sum(next_offset) FROM positions WHERE topic = $1), (SELECT min(id) FROM outbox) AS first_unsaid
"""
AWAY: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What a look raises while the database is away; the driver also loses step with a server that is killed."""
Rows = Callable[..., Awaitable[list[dict[str, Any]]]]


class Stuck(AssertionError):
    """A service stood still, or moved and never came to what it was to know; says where it stood."""


@dataclass(frozen=True)
class Thing:
    """What a service is to know: a statement that finds it, and the topic it comes by."""

    statement: str
    values: tuple[Any, ...]
    topic: str


async def comes(rows: Rows, service: str, thing: Thing, last_words: Callable[[str], str]) -> dict[str, Any]:
    """What the statement finds first, once it does. Raises: Stuck."""
    began = moved = looked = time.monotonic()
    far: list[dict[str, Any]] = []
    while (now := time.monotonic()) - moved < STILL_SECONDS and now - began < AT_MOST_SECONDS:
        with suppress(*AWAY):
            if found := await rows(service, thing.statement, *thing.values):
                return found[0]
            if now >= looked:
                looked = now + FAR_SECONDS
                if far != (far := await rows(service, FAR, thing.topic)):
                    moved = time.monotonic()
        await asyncio.sleep(LOOK_SECONDS)
    raise Stuck(
        f"{service} does not come to know what {thing.topic} brought ({thing.statement}, {thing.values}): "
        f"{now - began:.0f} s, {now - moved:.0f} s of them without moving from {far}. Its last words: {last_words(service)}"
    )
