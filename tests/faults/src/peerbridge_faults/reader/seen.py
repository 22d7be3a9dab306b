"""What the reader has in front of it: topics, the databases' rows, declarations, and the load's own ledger."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from peerbridge_faults.reader.declared import Declared
from peerbridge_faults.reader.records import Record, from_outside

__all__ = ["Command", "Finding", "Ledger", "Mail", "Place", "Seen"]

Kind = Literal["lost", "doubled", "disordered", "stuck", "leaked", "unproven"]


@dataclass(frozen=True)
class Finding:
    """One violation: which invariant of QUALITY, what kind, in which service, of which thing, in words."""

    invariant: int
    kind: Kind
    service: str
    thing: str
    says: str


@dataclass(frozen=True)
class Command:
    """A command that was accepted (2xx), as the caller knows it."""

    service: str
    method: str
    path: str
    actor: str
    key: str
    at: float
    answer: Any = None


@dataclass(frozen=True)
class Mail:
    """A message that the mail server took."""

    message: str
    recipient: str


@dataclass
class Ledger:
    """What was sent from outside, and what must come of it. `expected`: event names by source's case, in order."""

    expected: dict[str, list[str]] = field(default_factory=dict)
    reports: set[str] = field(default_factory=set)
    commands: list[Command] = field(default_factory=list)
    injected: set[str] = field(default_factory=set)
    """Places (`topic/partition/offset`) of records that a fault wrote where only a service writes."""
    mails: list[Mail] = field(default_factory=list)
    canaries: dict[str, str] = field(default_factory=dict)
    """Personal texts that were entered -> the service that owns them."""
    texts: dict[str, str] = field(default_factory=dict)
    """Texts that must be free of canaries, by where they were found: logs, metrics."""
    clock_error: timedelta = timedelta()
    """By how much a fault has set a service's clock wrong: instants of two events prove an order only beyond that."""
    foreign_reads: list[str] = field(default_factory=list)
    """What callers were shown of a county that their token does not hold."""


@dataclass
class Place:
    """One service's database as a superuser sees it. `tables`: its own tables with their columns' types."""

    service: str
    url: str
    tables: dict[str, dict[str, str]] = field(default_factory=dict)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    inbox: dict[str, int] = field(default_factory=dict)
    """Event id -> how many times it stands in the inbox (all partitions of it)."""
    positions: dict[tuple[str, int], int] = field(default_factory=dict)
    parked: list[Mapping[str, Any]] = field(default_factory=list)
    parked_keys: list[Mapping[str, Any]] = field(default_factory=list)
    outbox: list[Mapping[str, Any]] = field(default_factory=list)
    published: dict[str, tuple[str, str]] = field(default_factory=dict)
    streams: dict[tuple[str, str], int] = field(default_factory=dict)
    audit: list[Mapping[str, Any]] = field(default_factory=list)
    links: list[Mapping[str, Any]] = field(default_factory=list)
    checkpoints: Path | None = None
    """Where its signed checkpoints stand, if it signs."""
    jobs: list[Mapping[str, Any]] = field(default_factory=list)
    unanswered: int = 0
    deadlocks: int = 0
    ids: dict[str, set[str]] = field(default_factory=dict)
    """Primary keys (single UUIDs) of its own tables."""
    open: bool = True
    """Whether every table with a county is under forced row policies."""
    rows: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    """Small tables that a check asks for by name, where they exist."""

    @property
    def topics(self) -> set[str]:
        """What it hears: the topics it has positions in."""
        return {topic for topic, _ in self.positions}


@dataclass
class Seen:
    """Everything, read when all was quiet."""

    records: Sequence[Record]
    places: Mapping[str, Place]
    declared: Declared
    ledger: Ledger
    ends: Mapping[tuple[str, int], int] = field(default_factory=dict)

    @cached_property
    def firsts(self) -> dict[str, Record]:
        """Each event once, where it stood first, by the id under which it is known."""
        found: dict[str, Record] = {}
        for each in self.records:
            if (known := self.known_as(each)) and not self.injected(each):
                found.setdefault(known, each)
        return found

    @cached_property
    def by_topic(self) -> dict[str, list[Record]]:
        """All records of each topic."""
        found: dict[str, list[Record]] = defaultdict(list)
        for each in self.records:
            found[each.topic].append(each)
        return found

    @cached_property
    def mentioned(self) -> set[str]:
        """Every UUID that stands in an event as subject or in a field."""
        found: set[str] = set()
        for each in self.records:
            found.add(each.subject)
            for value in each.data.values():
                found.update(value if isinstance(value, list) and value and isinstance(value[0], str) else ())
                if isinstance(value, str):
                    found.add(value)
        return found

    def known_as(self, record: Record) -> str:
        """The id that consumers know a record by; empty where it has none."""
        topic = self.declared.topics.get(record.topic)
        if topic is not None and topic.foreign:
            return from_outside(record) if record.id else ""
        return record.id

    def injected(self, record: Record) -> bool:
        """Whether a fault wrote it."""
        return f"{record.topic}/{record.partition}/{record.offset}" in self.ledger.injected

    def said_by(self, service: str) -> list[Record]:
        """First occurrences of what a service said."""
        return [each for each in self.firsts.values() if each.service == service]
