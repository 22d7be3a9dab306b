"""All topics and all events: what the chassis, the topic maker, the documents and the tests read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from peerbridge.events import (
    candidates,
    cases,
    certification,
    erasure,
    intake,
    matches,
    measures,
    notifications,
    pool,
    programs,
    supervision,
)
from peerbridge.events.base import Event
from peerbridge.events.fields import type_pattern

PARTITIONS: Final = 12
"""From the start: partitions are never added in place, or a key's events would lose their order."""

FOR_EVER: Final = -1
_DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: one writer, keyed by the id of one thing, read by the services named."""

    name: str
    writer: str
    key: str
    readers: tuple[str, ...]
    retention_ms: int = FOR_EVER
    partitions: int = PARTITIONS


_MODULES: Final = (
    intake,
    programs,
    cases,
    candidates,
    certification,
    matches,
    pool,
    measures,
    supervision,
    notifications,
    erasure,
)

TOPICS: Final[Mapping[str, Topic]] = MappingProxyType(
    {
        topic.name: topic
        for topic in (
            Topic(
                "peerbridge.intake.cases",
                "state systems",
                "the source's case id",
                ("recruitment",),
                retention_ms=90 * _DAY_MS,
            ),
            Topic(
                "peerbridge.programs",
                "recruitment",
                "program id",
                ("matching", "supervision", "notification", "console"),
            ),
            Topic("peerbridge.cases", "recruitment", "case id", ("matching", "supervision", "notification", "console")),
            Topic(
                "peerbridge.partners",
                "recruitment",
                "person id",
                ("matching", "supervision", "notification", "console"),
            ),
            Topic(
                "peerbridge.matches",
                "matching",
                "request id, or person, pool or county",
                ("supervision", "notification", "console"),
            ),
            Topic(
                "peerbridge.supervision",
                "supervision",
                "match id, or person id",
                ("notification", "console"),
            ),
            Topic(
                "peerbridge.notifications",
                "notification",
                "person id",
                ("recruitment", "matching", "supervision", "notification", "console"),
            ),
            Topic("peerbridge.console", "console", "person id", ("notification", "console")),
        )
    }
)
"""Every topic by name."""


def _declared() -> dict[str, type[Event]]:
    """Every event with a type of its own, in the order of its topic and file."""
    return {
        each.type: each
        for module in _MODULES
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Event) and "type" in vars(each)
    }


EVENTS: Final[Mapping[str, type[Event]]] = MappingProxyType(_declared())
"""Every event by its type, `peerbridge.CaseClosed.v1`."""

_NAMES: Final = frozenset(event.__name__ for event in EVENTS.values())
_TYPE: Final = re.compile(type_pattern)


def event_class(type_: str) -> type[Event] | None:
    """The model of a type, exactly this version; None where it is not ours."""
    return EVENTS.get(type_)


def known_name_other_version(type_: str) -> bool:
    """Whether a type is a version we do not know of an event we know: such a record is parked, never skipped."""
    spelled = _TYPE.match(type_)
    return spelled is not None and spelled[1] in _NAMES and type_ not in EVENTS
