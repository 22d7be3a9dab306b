"""Three failures, three fates: run the unit again, wait for the world, or it is the event's own fault.

A failure is kept as class, SQLSTATE, constraint and location, never as a library's text, which carries values (DELIVERY, "When it fails").
"""

from enum import Enum
from pathlib import Path
from traceback import extract_tb

import asyncpg
from aiokafka.errors import KafkaError, KafkaTimeoutError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from peerbridge.errors import Unavailable

__all__ = ["Fate", "fate_of", "fingerprint"]

AGAIN = frozenset({"40001", "40P01", "55P03", "57014", "25P03", "25P04"})
TROUBLE_CLASSES = frozenset({"08", "53", "57", "58"})
TROUBLE_STATES = frozenset({"25006"})
WORLD = (
    OSError,
    TimeoutError,
    PoolTimeout,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    Unavailable,  # closed until a restored database has been compared with its topics
    asyncpg.InternalClientError,  # the driver lost step with a server that went away in the middle of a statement
)


class Fate(Enum):
    """What becomes of a unit that failed."""

    AGAIN = "again"
    TROUBLE = "trouble"
    OWN_FAULT = "own_fault"


def chain(error: BaseException) -> list[BaseException]:
    """The error and what it wraps (SQLAlchemy's `orig`, causes), outermost first."""
    found: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in found:
        found.append(at)
        at = getattr(at, "orig", None) or at.__cause__
    return found


def sqlstate(error: BaseException) -> str | None:
    """The SQLSTATE of the first database error in the chain."""
    for link in chain(error):
        state = getattr(link, "sqlstate", None)
        if state:
            return str(state)
    return None


def fate_of(error: BaseException) -> Fate:
    """What the table in DELIVERY ("When it fails") says of this error."""
    state = sqlstate(error)
    if state in AGAIN:
        return Fate.AGAIN
    if state and (state[:2] in TROUBLE_CLASSES or state in TROUBLE_STATES):
        return Fate.TROUBLE
    return Fate.TROUBLE if any(_is_trouble(link) for link in chain(error)) else Fate.OWN_FAULT


def _is_trouble(error: BaseException) -> bool:
    if isinstance(error, KafkaTimeoutError):
        return True
    if isinstance(error, KafkaError):
        return bool(error.retriable)
    if isinstance(error, asyncpg.InterfaceError):
        return not isinstance(error, asyncpg.DataError | ValueError)
    return isinstance(error, WORLD)


def fingerprint(error: BaseException) -> str:
    """`class/SQLSTATE/constraint/file:line` of the innermost error: the same fault has the same fingerprint, and no value."""
    innermost = chain(error)[-1]
    constraint = next((str(c) for link in chain(error) if (c := getattr(link, "constraint_name", None))), "-")
    frames = [f for f in extract_tb(error.__traceback__) if "site-packages" not in f.filename] or extract_tb(
        error.__traceback__
    )
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "-"
    return f"{type(innermost).__name__}/{sqlstate(error) or '-'}/{constraint}/{place}"
