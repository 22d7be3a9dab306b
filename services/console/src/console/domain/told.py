"""An event as it is kept and shown: what its envelope and its fields say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from peerbridge.events.catalogue import TOPICS

__all__ = ["Told"]

HUBS = frozenset({"supervisor"})
"""Fields that name someone of many stories: a story is not followed through them."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event. `case` is the case it names, `data` its fields."""

    id: UUID
    topic: str
    type: str
    subject: str
    county: str
    shared_with: tuple[str, ...]
    time: datetime
    sequence: int
    correlation: UUID
    causation: UUID | None
    ids: tuple[UUID, ...]
    case: UUID | None
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        """`CaseClosed` of `peerbridge.CaseClosed.v1`."""
        return self.type.split(".")[1]

    @property
    def service(self) -> str:
        """Who said it: the one writer of its topic."""
        return TOPICS[self.topic].writer

    @property
    def links(self) -> frozenset[UUID]:
        """The ids by which a story goes on from here."""
        hubs = {self.data.get(field) for field in HUBS}
        return frozenset(each for each in self.ids if str(each) not in hubs)
