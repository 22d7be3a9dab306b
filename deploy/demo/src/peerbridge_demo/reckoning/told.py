"""An event as the reader sees it: its name, when and where it was said, and its fields."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peerbridge_demo.witness import Said
from peerbridge_demo.witness.order import firsts

__all__ = ["Told", "in_order"]


@dataclass(frozen=True, slots=True)
class Told:
    """`id` is a UUIDv7, so ids of one service are in the order in which its events were made."""

    id: str
    name: str
    subject: str
    county: str
    time: datetime
    data: dict[str, Any]

    def __str__(self) -> str:
        """As a person looks it up."""
        return f"{self.name} {self.id} of {self.time:%d %b %Y} in {self.county}"


def in_order(said: Iterable[Said]) -> list[Told]:
    """Each event once, in the order in which it was made."""
    return sorted((_told(each) for each in firsts(said)), key=lambda told: told.id)


def _told(said: Said) -> Told:
    time = datetime.fromisoformat(said.attribute("time"))
    return Told(said.attribute("id"), said.name, said.attribute("subject"), said.attribute("county"), time, said.data)
