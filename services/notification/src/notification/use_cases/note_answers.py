"""A service has destroyed what it held of a person."""

from collections.abc import Sequence

from notification.domain.erasure import Answer
from notification.storage import erasures
from peerbridge.database.work import UnitOfWork
from peerbridge.events.catalogue import TOPICS
from peerbridge.events.erasure import ErasureDone

__all__ = ["note_answers"]


async def note_answers(work: UnitOfWork, heard: Sequence[ErasureDone]) -> None:
    """Keep each answer for the certificate, also before the order is known again after a restore."""
    for said in heard:
        about = said.about
        service = TOPICS[said.topic].writer
        told = Answer(said.erasure, about.county, about.shared_with, service, about.time, said.deleted, said.emptied)
        await erasures.answered(work, told)
