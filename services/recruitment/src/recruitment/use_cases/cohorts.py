"""A cohort is planned, joined, meets, and is closed: then each member's hours count, or it is said why they do not."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import BeyondCounties, Refused
from peerbridge.ids import uuid7
from recruitment.domain.applications_errors import ApplicationUnknown, CountyNotServed, NeverAttended
from recruitment.domain.cohorts import Cohort, Session, attended, close, enrol, hold, plan
from recruitment.domain.modalities import Modality
from recruitment.storage import applications, applications_policies, applications_progress, cohorts
from recruitment.use_cases.record_training import add_training

__all__ = ["Run", "close_cohort", "enrol_member", "hold_session", "plan_cohort", "run_of"]


@dataclass(frozen=True, slots=True)
class Run:
    """A cohort with its members (applications) and meetings. `left`: whose training did not count at the end, and why."""

    cohort: Cohort
    members: Sequence[UUID] = ()
    sessions: Sequence[Session] = ()
    left: dict[UUID, Refused] = field(default_factory=dict)

    def hours(self, application: UUID) -> float:
        """What a member has attended so far."""
        done = attended(self.cohort, self.sessions, application)
        return done.hours if done else 0


async def run_of(work: UnitOfWork, cohort: UUID) -> Run:
    """A visible cohort as it stands. Raises: NotVisible."""
    return await _run(work, await cohorts.load(work, cohort))


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
    left: dict[UUID, Refused] = {}
    for progress in known:
        application = progress.application.id
        done = attended(run.cohort, run.sessions, application)
        try:
            if done is None:
                raise NeverAttended
            await add_training(work, progress, done)
        except Refused as refused:
            left[application] = refused
    await cohorts.store(work, closed)
    return replace(run, cohort=closed, left=left)


async def _run(work: UnitOfWork, cohort: Cohort) -> Run:
    return Run(cohort, await cohorts.members(work, cohort.id), await cohorts.sessions(work, cohort.id))
