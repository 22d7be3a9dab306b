"""Cutting a batch into waves: no list a use case sees ever holds two events for one row, and order per row is kept."""

from collections.abc import Iterable, Sequence
from typing import Any

from peerbridge.messaging.heard import Heard
from peerbridge.messaging.subscriber import UseCase

__all__ = ["touched_by", "waves"]


def waves(heard: Iterable[Heard]) -> list[list[tuple[UseCase, Sequence[Any]]]]:
    """Each event stands in the first wave after every earlier event that shares a touched id; per wave, lists by use case."""
    free_from: dict[str, int] = {}
    placed: list[list[Heard]] = []
    for item in heard:
        wave = max([free_from.get(i, 0) for i in item.touched], default=0)
        for i in item.touched:
            free_from[i] = wave + 1
        if wave == len(placed):
            placed.append([])
        placed[wave].append(item)
    return [_by_use_case(items) for items in placed]


def _by_use_case(items: Iterable[Heard]) -> list[tuple[UseCase, Sequence[Any]]]:
    lists: dict[UseCase, list[Any]] = {}
    for item in items:
        for handler in item.handlers:
            lists.setdefault(handler.use_case, []).append(item.event)
    return list(lists.items())


def touched_by(heard: Iterable[Heard]) -> list[str]:
    """The sorted union of touched ids: the list of locks of the whole unit."""
    return sorted({identifier for item in heard for identifier in item.touched})
