"""All topics of the catalogue but intake, every event: console's numbers are functions of stored events, in any order.

An event touches no row that another one decides on, so none waits for another within a batch.
"""

from collections.abc import Iterable
from typing import Final

from console.use_cases.erase_person import erasure
from console.use_cases.keep_programs import keep_programs
from console.use_cases.merge_person import merging
from peerbridge.events.base import Event
from peerbridge.events.candidates import CandidatesMerged
from peerbridge.events.catalogue import EVENTS, TOPICS
from peerbridge.events.erasure import PersonErased
from peerbridge.events.programs import ProgramPublished
from peerbridge.messaging.subscriber import Subscriber, UseCase

__all__ = ["HEARD", "everything"]

HEARD: Final = tuple(name for name, topic in TOPICS.items() if "console" in topic.readers)


def everything(record: UseCase) -> list[Subscriber]:
    """One subscriber per topic; `record` hears every event of it."""
    subscribers = {topic: Subscriber(topic=topic) for topic in HEARD}
    for event in EVENTS.values():
        if event.topic in subscribers:
            subscribers[event.topic].on(event, record, touches=_nothing)
    subscribers[ProgramPublished.topic].on(ProgramPublished, keep_programs)
    subscribers[PersonErased.topic].on(PersonErased, erasure.hear)
    subscribers[CandidatesMerged.topic].on(CandidatesMerged, merging.hear)
    return list(subscribers.values())


def _nothing(_event: Event) -> Iterable[str]:
    return ()
