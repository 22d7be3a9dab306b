"""Who may do what on Kafka, generated from the catalogue: one account per service and what it declares, and not a thing more.

One topic, one writer (EVENTS.md). A writer may read its own topic too: a restored producer does (DELIVERY, "Restore").
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from peerbridge.events.catalogue import TOPICS

__all__ = ["ACCOUNTS", "ADMIN", "AUTOSCALER", "INTAKE", "OUTSIDE", "READER", "Grant"]

ADMIN: Final = "admin"
"""The broker's superuser: makes topics and accounts. Set up with the broker, never by this project's commands."""
INTAKE: Final = "intake"
"""State systems, which write what recruitment hears of them, and read nothing."""
READER: Final = "reader"
"""A state-level subscriber: reads every topic but intake's, in groups `reader.…`, and writes nothing."""
AUTOSCALER: Final = "autoscaler"
"""Sees how far groups are behind (KEDA, lag exporters), and no record."""
OUTSIDE: Final = "state systems"
"""The catalogue's word for a writer that is no service of ours."""


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """One operation that one account may do on one topic or group, or on all whose name begins so."""

    account: str
    kind: Literal["topic", "group"]
    name: str
    operation: Literal["READ", "WRITE", "DESCRIBE"]
    prefixed: bool = False


def _grants() -> Iterator[Grant]:
    for topic in TOPICS.values():
        if topic.writer == OUTSIDE:
            yield Grant(INTAKE, "topic", topic.name, "WRITE")
        else:
            yield Grant(topic.writer, "topic", topic.name, "WRITE")
            yield Grant(topic.writer, "topic", topic.name, "READ")
            yield Grant(READER, "topic", topic.name, "READ")
        for service in topic.readers:
            group = f"{service}.{topic.name}"
            yield Grant(service, "topic", topic.name, "READ")
            yield Grant(service, "group", group, "READ")
            yield Grant(AUTOSCALER, "group", group, "DESCRIBE")
        yield Grant(AUTOSCALER, "topic", topic.name, "DESCRIBE")
    yield Grant(READER, "group", f"{READER}.", "READ", prefixed=True)


def _by_account() -> dict[str, tuple[Grant, ...]]:
    declared = sorted(set(_grants()))
    return {
        name: tuple(g for g in declared if g.account == name) for name in dict.fromkeys(g.account for g in declared)
    }


ACCOUNTS: Final[Mapping[str, tuple[Grant, ...]]] = MappingProxyType(_by_account())
"""Every account but the superuser, and all that it may do."""
