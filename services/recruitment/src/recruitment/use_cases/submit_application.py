"""A candidate applies: the policy in force today stays with the application."""

from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.candidates import ApplicationSubmitted
from peerbridge.ids import uuid7
from recruitment.domain.applications import Application, submit
from recruitment.domain.applications_progress import Progress
from recruitment.storage import applications, applications_policies, applications_standing, people

__all__ = ["submit_application"]


async def submit_application(work: UnitOfWork, person: UUID, program: str) -> Progress:
    """Open an application of a person who may apply (P01-P05).

    Raises: NotVisible, CandidateOptedOutForGood, CandidateNotReady, CountyNotServed, ApplicationOpen.
    """
    known = await people.lock(work, people=[person])
    standing = await applications_standing.standing_of(work, known, person, program)
    here = await applications_policies.serving(work, program, standing.county)
    policy = here.policy
    fresh = Application(uuid7(), person, program, standing.county, here.zone, here.version, here.today)
    others = await applications.of_person(work, person, program)
    application = submit(fresh, standing, served=policy.serves(standing.county), others=others)
    await applications.store(work, application)
    await applications_standing.mark(work, application, applied=True)
    news = ApplicationSubmitted(person=person, application=application.id, program=program)
    work.announce(news, county=application.county)
    return Progress(application, policy)
