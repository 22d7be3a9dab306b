"""What a service hears on one topic, as a table of contents: event type, use case, and the ids its decision changes."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.base import Event

__all__ = ["Handler", "Subscriber", "Touches", "UseCase"]

E = TypeVar("E", bound=Event)
UseCase = Callable[[UnitOfWork, Sequence[Any]], Awaitable[None]]
Touches = Callable[[Any], Iterable[UUID | str]]


@dataclass(frozen=True, slots=True)
class Handler:
    """One use case that hears one event type, and the ids of the rows it reads for change."""

    event_type: type[Event]
    use_case: UseCase
    touches: Touches

    def ids(self, event: Event) -> list[str]:
        """The touched ids as text."""
        return [str(identifier) for identifier in self.touches(event)]


def subject_only(event: Event) -> list[str]:
    """What an event touches unless its subscriber says otherwise."""
    return [event.about.subject]


@dataclass(slots=True)
class Subscriber:
    """The events of one topic that a service lists; any other type is skipped and counted.

    `foreign` marks a topic that outside systems write: their ids are made ours by hashing (EVENTS, intake).
    """

    topic: str
    foreign: bool = False
    handlers: dict[str, list[Handler]] = field(default_factory=dict)

    def on(
        self,
        event_type: type[E],
        use_case: Callable[[UnitOfWork, Sequence[E]], Awaitable[None]],
        *,
        touches: Touches = subject_only,
    ) -> None:
        """Hand every heard `event_type` to `use_case`, in lists that never hold two events touching one id."""
        self.handlers.setdefault(event_type.type, []).append(Handler(event_type, use_case, touches))

    def listed(self, type_name: str) -> list[Handler]:
        """Who hears this type; empty where nobody does."""
        return self.handlers.get(type_name, [])

    def listed_name(self, type_name: str) -> bool:
        """Whether another version of this type is listed: such a record is parked, never skipped."""
        return any(listed.rsplit(".", 1)[0] == type_name.rsplit(".", 1)[0] for listed in self.handlers)
