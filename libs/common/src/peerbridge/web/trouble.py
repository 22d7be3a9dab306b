"""What a database's refusal means to a caller: again, later, or something about the request; a bug stays a bug."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import asyncpg
from sqlalchemy.exc import TimeoutError as PoolTimeout

from peerbridge.errors import BeyondCounties, Conflict, PeerbridgeError, Unavailable, Unusable
from peerbridge.messaging.failures import Fate, chain, fate_of, sqlstate

__all__ = ["Clash", "told_apart"]

TRIES: Final = 4
TAKEN: Final = "23505"
MOST_RUNS: Final = {"40001": TRIES, "40P01": TRIES, "55P03": TRIES, TAKEN: 2}
"""Serialisation, deadlock, a lock not got in time; and a key someone else took: a second look sees their row."""
BEYOND_COUNTIES: Final = "42501"
CANNOT_BE_KEPT: Final = "22"


class Clash(Exception):
    """Two transactions met; the same command may simply be run again in a new one."""


@contextmanager
def told_apart(attempt: int = TRIES) -> Iterator[None]:
    """What the database refuses inside comes out as an error of ours, where there is one that says what to do.

    Raises: Clash, while the `attempt`-th run (counted from 1) may be followed by another.
    """
    try:
        yield
    except Exception as error:
        if not isinstance(error, PeerbridgeError) and attempt < MOST_RUNS.get(sqlstate(error) or "", 0):
            raise Clash from error
        told = translated(error)
        if told is error:
            raise
        raise told from error


def translated(error: Exception) -> Exception:
    """The error to answer with: one of ours where the database's own says what the caller can do, else the same."""
    if isinstance(error, PeerbridgeError):
        return error
    state = sqlstate(error) or ""
    if state == TAKEN:
        return Conflict()
    if state == BEYOND_COUNTIES and _is_policy(error):
        return BeyondCounties()
    if state.startswith(CANNOT_BE_KEPT) or _is_unencodable(error):
        return Unusable(reason="a number, date or text is outside what can be stored")
    if isinstance(error, PoolTimeout) or state == "55P03" or fate_of(error) is not Fate.OWN_FAULT:
        return Unavailable()
    return error


def _is_policy(error: BaseException) -> bool:
    """A row policy said no, as opposed to a missing grant, which is a fault of ours."""
    return any("row-level security" in str(link) for link in chain(error))


def _is_unencodable(error: BaseException) -> bool:
    """The driver could not even encode a value for its column."""
    return any(isinstance(link, asyncpg.DataError) for link in chain(error))
