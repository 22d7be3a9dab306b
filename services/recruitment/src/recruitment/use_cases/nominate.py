"""Somebody names a candidate (P05, P06); who is named while a case of theirs is open is in the pool once it is closed."""

from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from recruitment.domain.candidates import Candidate
from recruitment.domain.errors import CountyNotYours, ProgramUnknown
from recruitment.domain.nominations import check_nomination
from recruitment.storage import candidates, nominations, people, programs
from recruitment.storage.nominations import Nomination
from recruitment.storage.people import Known, named_digest
from recruitment.use_cases.decide_people import decide_people

__all__ = ["Named", "nominate"]

Named = UUID | tuple[str, str]
"""A person's id of ours, or a source and what it calls the person."""


async def nominate(
    work: UnitOfWork, named: Named, *, program: str, county: str, referrer: str
) -> tuple[UUID, UUID, Candidate | None]:
    """Keep a nomination; its id, the person's, and how they stand with the program now. The same again changes nothing.

    Raises: CountyNotYours, ProgramUnknown, ProgramNotHere, ReferrerNotAllowed, OptedOut, NotVisible.
    """
    if county not in work.scope.counties:
        raise CountyNotYours(county=county)
    known = await _person(work, named)
    await _check(work, program, county, referrer, opted_out=known.opted_out)
    wanted = Nomination(person=known.person, program=program, county=county, referrer=referrer)
    found = await nominations.find(work, wanted)
    if found is None:
        found = await nominations.add(work, wanted)
        if county not in known.counties:
            await people.note(work, [(known.person, county)])
        await decide_people(work, await people.lock(work, people=[known.person]))
    standings = await candidates.of_person(work, known.person)
    return found, known.person, next((each for each in standings if each.program == program), None)


async def _person(work: UnitOfWork, named: Named) -> Known:
    if isinstance(named, UUID):
        found = await people.lock(work, people=[named])
        if not found or not found[0].counties & set(work.scope.counties):
            raise NotVisible
        return found[0]
    return (await people.lock(work, [named_digest(*named)]))[0]


async def _check(work: UnitOfWork, program: str, county: str, referrer: str, *, opted_out: bool) -> None:
    if await programs.latest(work, program) is None:
        raise ProgramUnknown(program=program)
    serving = await programs.of_county(work, county)
    policy = await programs.policy(work, program, serving[program]) if program in serving else None
    check_nomination(program, policy, county, referrer, others=serving, opted_out=opted_out)
