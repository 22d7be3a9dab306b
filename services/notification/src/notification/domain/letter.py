"""What is handed over: a message on its way to one person. Lives in memory only, from its turn to its outcome."""

from dataclasses import dataclass
from uuid import UUID

__all__ = ["Letter"]


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """`attempt` names the hand-over.

    `until` is the process's own clock (seconds), after which it must not begin any more.
    """

    delivery: UUID
    attempt: UUID
    county: str
    template: str
    name: str
    address: str
    language: str
    until: float
