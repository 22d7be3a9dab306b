"""What somebody does is drawn from their id: the same for whoever asks again, so that nothing need be remembered."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

__all__ = ["chance", "chosen"]

Thing = TypeVar("Thing")


def chance(about: object, does: str) -> float:
    """A number from 0 to 1, drawn once for each pair."""
    return int.from_bytes(sha256(f"{does}|{about}".encode()).digest()[:6], "big") / 2**48


def chosen(about: object, does: str, among: Sequence[Thing]) -> Thing:
    """One of several, drawn once for each pair."""
    return among[int(chance(about, does) * len(among))]
