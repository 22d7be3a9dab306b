"""Puts one bug into this process, and gives it topics of its own, so that many processes can be tried side by side."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from peerbridge_faults.plants import consumer_bugs, outbox_bugs, sender_bugs
from peerbridge_faults.plants.part import part

__all__ = ["BUGS", "plant"]

BUGS: Final[dict[str, Callable[[], None]]] = {**consumer_bugs.BUGS, **outbox_bugs.BUGS, **sender_bugs.BUGS}


def plant(bug: str, prefix: str, group: str) -> None:
    """`bug`: one of BUGS, `clock:SECONDS`, or nothing. `prefix`: of all topic names. `group`: beyond the consumer group's own name."""
    if prefix:
        _topics(prefix)
    if group:
        _group(group)
    if bug.startswith("clock:"):
        _shift_clock(timedelta(seconds=int(bug.partition(":")[2])))
    elif bug:
        BUGS[bug]()


def _topics(prefix: str) -> None:
    """Topics of its own: many processes of one service work side by side and meet nowhere."""
    events, hearing = part("peerbridge.events.catalogue"), part("peerbridge.messaging.subscriber")
    begin = hearing.Subscriber.__init__

    def renamed(self: Any, topic: str, **more: Any) -> None:
        begin(self, prefix + topic, **more)

    hearing.Subscriber.__init__ = renamed
    for event in events.EVENTS.values():
        event.topic = prefix + event.topic
    events.TOPICS = {
        prefix + name: replace(topic, name=prefix + name, partitions=1) for name, topic in events.TOPICS.items()
    }


def _group(name: str) -> None:
    """A consumer group of its own: a second owner of the same records."""
    kafka = part("faststream.kafka")
    subscribe = kafka.KafkaBroker.subscriber

    def another(self: Any, *topics: Any, group_id: str, **more: Any) -> Any:
        return subscribe(self, *topics, group_id=f"{group_id}.{name}", **more)

    kafka.KafkaBroker.subscriber = another


def _shift_clock(by: timedelta) -> None:
    """Real time as this process sees it: its clock, and the ids it makes."""
    clock, ids = part("peerbridge.clock"), part("peerbridge.ids")  # before anything else takes these names from them
    now, made = clock.real_now, ids.uuid7
    clock.real_now = lambda: now() + by

    def shifted() -> UUID:
        return UUID(int=made().int + (int(by.total_seconds() * 1000) << 80))

    ids.uuid7 = shifted
