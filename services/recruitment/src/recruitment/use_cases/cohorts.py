"""A cohort is planned, joined, meets, and is closed: then each member's hours count, or it is said why they do not."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import BeyondCounties, Refused
from peerbridge.ids import uuid7
from recruitment.domain.applications_errors import ApplicationUnknown, CountyNotServed
from recruitment.domain.applications_progress import Progress, TrainingDone
from recruitment.domain.cohorts import Cohort, Session, attended, close, count, enrol, hold, plan
from recruitment.domain.modalities import Modality
from recruitment.storage import applications, applications_policies, applications_progress, cohorts
from recruitment.use_cases.record_training import add_training

__all__ = ["Run", "close_cohort", "enrol_member", "hold_session", "plan_cohort", "run_of"]


@dataclass(frozen=True, slots=True)
class Run:
    """A cohort with its members (applications) and meetings.

    `people`: whose applications they are; `counted`: since when a member has the training; `left`: why it does not count.
    """

    cohort: Cohort
    members: Sequence[UUID] = ()
    sessions: Sequence[Session] = ()
    people: dict[UUID, UUID] = field(default_factory=dict)
    counted: dict[UUID, date] = field(default_factory=dict)
    left: dict[UUID, Refused] = field(default_factory=dict)

    def done(self, application: UUID) -> TrainingDone | None:
        """What a member has attended so far; None for who was never there."""
        return attended(self.cohort, self.sessions, application)


async def run_of(work: UnitOfWork, cohort: UUID) -> Run:
    """A visible cohort as it stands, judged today: whose training counts, else which rule stands against it. Raises: NotVisible."""
    run = await _run(work, await cohorts.load(work, cohort))
    known = await applications_progress.of(work, await applications.several(work, run.members))
    for progress in known:
        _judge(work, run, progress)
    return run


def _judge(work: UnitOfWork, run: Run, progress: Progress) -> None:
    """Note how a member's training stands."""
    application = progress.application
    run.people[application.id] = application.person
    if (done := progress.completed.get(run.cohort.training)) is not None:
        run.counted[application.id] = done.completed_on
        return
    try:
        count(run.cohort, run.sessions, progress, work.today(application.zone))
    except Refused as refused:
        run.left[application.id] = refused


async def plan_cohort(
    work: UnitOfWork, *, program: str, training: str, county: str, starts_on: date, modality: Modality | None
) -> Run:
    """Plan a run of a training (P29). Raises: CountyNotServed, UnknownToProgram, DateOutOfBounds, ModalityDiffers."""
    if county not in work.scope.counties:
        raise CountyNotServed(program=program, county=county)
    here = await applications_policies.serving(work, program, county)
    fresh = Cohort(uuid7(), program, training, county, here.zone, starts_on, modality)
    made = plan(fresh, here.policy, here.today)
    await cohorts.store(work, made)
    return Run(made)


async def enrol_member(work: UnitOfWork, cohort: UUID, application: UUID) -> Run:
    """Take somebody into a cohort. Raises: NotVisible, ApplicationUnknown, and as `enrol`."""
    run = await _run(work, await cohorts.lock(work, cohort))
    found = await applications.several(work, [application])
    if not found:
        raise ApplicationUnknown
    progress = await applications_progress.one(work, found[0])
    enrol(run.cohort, run.members, progress)
    await cohorts.store_member(work, run.cohort, progress.application)
    return replace(run, members=sorted((*run.members, application)))


async def hold_session(work: UnitOfWork, cohort: UUID, made: Session) -> Run:
    """Note a meeting and who was there. Raises: NotVisible, and as `hold`."""
    run = await _run(work, await cohorts.lock(work, cohort))
    hold(run.cohort, run.members, run.sessions, made, work.today(run.cohort.zone))
    await cohorts.store_session(work, run.cohort, made)
    return replace(run, sessions=sorted((*run.sessions, made), key=lambda session: session.on))


async def close_cohort(work: UnitOfWork, cohort: UUID) -> Run:
    """Close a cohort: each member's training is recorded, unless a rule stands against it.

    Raises: NotVisible, CohortClosed, BeyondCounties (a member's application is of a county that the caller does not hold).
    """
    run = await _run(work, await cohorts.lock(work, cohort))
    closed = close(run.cohort, work.today(run.cohort.zone))
    known = await applications_progress.of(work, await applications.several(work, run.members, lock=True))
    if len(known) < len(run.members):
        raise BeyondCounties
    ended = replace(run, cohort=closed, people={each.application.id: each.application.person for each in known})
    for progress in known:
        application = progress.application
        try:
            done = count(run.cohort, run.sessions, progress, work.today(application.zone))
            await add_training(work, progress, done)
            ended.counted[application.id] = done.completed_on
        except Refused as refused:
            ended.left[application.id] = refused
    await cohorts.store(work, closed)
    return ended


async def _run(work: UnitOfWork, cohort: Cohort) -> Run:
    return Run(cohort, await cohorts.members(work, cohort.id), await cohorts.sessions(work, cohort.id))
