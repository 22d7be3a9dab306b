"""Puts one bug into this process, and gives it topics of its own, so that many processes can be tried side by side."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from peerbridge_faults.plants import consumer_bugs, outbox_bugs, sender_bugs

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
    from peerbridge.events.catalogue import EVENTS  # noqa: PLC0415 (only where it is wanted)
    from peerbridge.messaging.subscriber import Subscriber  # noqa: PLC0415

    begin = Subscriber.__init__

    def renamed(self: Subscriber, topic: str, **more: Any) -> None:
        begin(self, prefix + topic, **more)

    Subscriber.__init__ = renamed  # type: ignore[method-assign,assignment]  # on purpose
    for event in EVENTS.values():
        event.topic = prefix + event.topic


def _group(name: str) -> None:
    """A consumer group of its own: a second owner of the same records."""
    from faststream.kafka import KafkaBroker  # noqa: PLC0415

    subscribe = KafkaBroker.subscriber

    def another(self: KafkaBroker, *topics: Any, group_id: str, **more: Any) -> Any:
        return subscribe(self, *topics, group_id=f"{group_id}.{name}", **more)

    KafkaBroker.subscriber = another  # type: ignore[method-assign,assignment]  # on purpose


def _shift_clock(by: timedelta) -> None:
    """Real time as this process sees it: its clock, and the ids it makes."""
    import uuid  # noqa: PLC0415 (the modules below take these names when they are imported, which is after this)

    from peerbridge import clock, ids  # noqa: PLC0415

    now, made = clock.real_now, ids.uuid7
    clock.real_now = lambda: now() + by

    def shifted() -> uuid.UUID:
        return uuid.UUID(int=made().int + (int(by.total_seconds() * 1000) << 80))

    ids.uuid7 = shifted
