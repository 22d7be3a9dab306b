"""Lost facts on their way into the list, and those among them that their owner learns again from its own topic by itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from peerbridge.database.lost import digest, found_again
from peerbridge.database.work import UnitOfWork
from peerbridge.events.envelope import Envelope
from peerbridge.messaging.heard import Heard, decode
from peerbridge.messaging.subscriber import Subscriber
from peerbridge.messaging.waves import touched_by, waves

__all__ = ["columns", "recollect"]


def columns(lost: Sequence[tuple[Any, Envelope]]) -> list[list[Any]]:
    """Lost facts as the list's columns; counties shared with as one text, since unnest flattens arrays."""
    rows = (
        (
            about.id, record.topic, about.subject, record.partition, record.offset, about.type, about.county,
            ",".join(about.shared_with), about.time, about.sequence, digest(record.value or b""),
        )
        for record, about in lost
    )  # fmt: skip
    return list(map(list, zip(*rows, strict=True)))


async def recollect(work: UnitOfWork, records: Sequence[Any], learners: Mapping[str, Subscriber]) -> None:
    """Hand lost facts to the use cases that learn from them, in order; those facts are found again."""
    heard = [item for record in records if (item := _readable(record, learners.get(record.topic)))]
    if not heard:
        return
    await work.lock(*touched_by(heard))
    for wave in waves(heard):
        for use_case, events in wave:
            await use_case(work, events)
    await found_again(await work.raw(), [item.event_id for item in heard])


def _readable(record: Any, learner: Subscriber | None) -> Heard | None:
    item = decode(record, learner) if learner else None
    return item if item and not item.fault else None
