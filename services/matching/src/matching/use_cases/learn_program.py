"""A policy is published: it decides which counties are served, how long a proposal stands and who confirms it."""

from collections.abc import Sequence

from matching.domain.programs import published
from matching.storage import programs
from matching.use_cases.look_again import look_at_everything
from peerbridge.database.work import UnitOfWork
from peerbridge.events.programs import ProgramPublished

__all__ = ["learn_program"]


async def learn_program(work: UnitOfWork, heard: Sequence[ProgramPublished]) -> None:
    """Keep each version beside the earlier ones; families in its counties, and in those it has left, are looked at anew."""
    about = {event.program for event in heard}
    served = {county for each in await programs.versions(work) if each.program in about for county in each.zones}
    await programs.store(work, [published(event) for event in heard])
    await look_at_everything(work, served.union(*(event.counties for event in heard)))
