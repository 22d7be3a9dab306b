"""Numbers for what has names, and columns that grow with them."""

from collections.abc import Hashable, Iterable
from hashlib import blake2b
from typing import Any, Generic, TypeVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

__all__ = ["Numbers", "key_of", "longer"]

Name = TypeVar("Name", bound=Hashable)


class Numbers(Generic[Name]):
    """A number for each name, from 0 on; the number of a name that was dropped is the next one given."""

    def __init__(self) -> None:
        self.of: dict[Name, int] = {}
        self.names: list[Name] = []
        self.free: list[int] = []

    @property
    def size(self) -> int:
        """One more than the highest number ever given."""
        return len(self.names)

    def add(self, name: Name) -> int:
        """The name's number, which it has already or gets now."""
        known = self.of.get(name)
        if known is not None:
            return known
        number = self.free.pop() if self.free else len(self.names)
        if number == len(self.names):
            self.names.append(name)
        else:
            self.names[number] = name
        self.of[name] = number
        return number

    def add_all(self, names: Iterable[Name]) -> None:
        """Numbers for all of them, in an order of their own where they come as a set."""
        for name in names:
            self.add(name)

    def drop(self, name: Name) -> int:
        """Forget a name; the number it had."""
        number = self.of.pop(name)
        self.free.append(number)
        return number


def key_of(who: UUID, beside: str = "") -> int:
    """64 bits of an id, the same in every process."""
    return int.from_bytes(blake2b(who.bytes + beside.encode(), digest_size=8).digest(), "big")


def longer(column: NDArray[Any], wanted: int, words: int) -> NDArray[Any]:
    """The column with room for `wanted`; a mask (its last axis is of words, its type uint64) also with so many words."""
    is_mask = column.ndim > 1 and column.dtype == np.uint64
    shape = list(column.shape)
    if wanted > shape[0]:
        shape[0] = max(wanted, shape[0] * 5 // 4 + 16)
    if is_mask:
        shape[-1] = max(shape[-1], words)
    if tuple(shape) == column.shape:
        return column
    made = np.zeros(shape, column.dtype)
    made[tuple(slice(0, length) for length in column.shape)] = column
    return made
