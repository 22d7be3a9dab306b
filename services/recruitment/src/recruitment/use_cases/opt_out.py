"""A person wants to hear nothing more, from any program, for good: no later closure identifies them again."""

from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.events.candidates import CandidateOptedOut
from recruitment.domain.candidates import Candidate
from recruitment.storage import candidates, people
from recruitment.use_cases.decide_people import decide_people

__all__ = ["opt_out"]


async def opt_out(work: UnitOfWork, person: UUID) -> list[Candidate]:
    """Note and announce it once; the person's visible standings after it. Raises: NotVisible."""
    known = await people.lock(work, people=[person])
    standings = await candidates.of_person(work, person)
    if not known or not standings:
        raise NotVisible
    if not known[0].opted_out:
        await people.opt_out(work, person)
        home = standings[0]
        work.announce(CandidateOptedOut(person=person), county=home.county, correlation=home.correlation)
        await decide_people(work, await people.lock(work, people=[person]))
    return await candidates.of_person(work, person)
