"""A background check is decided: that it was, is told; what it found stays here, with the candidate's letter."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.candidates import BackgroundCheckDecided
from recruitment.domain.applications import Application, ApplicationState
from recruitment.domain.applications_progress import Progress
from recruitment.domain.certification import CertificationState
from recruitment.domain.checks import CheckDecision, Outcome, decide_check
from recruitment.domain.partners import suspend
from recruitment.storage import applications, applications_progress, certifications, checks
from recruitment.storage.checks import Letter
from recruitment.use_cases.release_candidate import release_candidate

__all__ = ["Found", "decide_background_check"]


@dataclass(frozen=True, slots=True)
class Found:
    """What is said of a check; of today unless another day is said."""

    check: str
    outcome: Outcome
    decided_on: date | None = None
    valid_until: date | None = None
    categories: tuple[str, ...] = ()


async def decide_background_check(work: UnitOfWork, application: UUID, found: Found, letter: Letter) -> Progress:
    """Record a decision about a check (P22-P24). Raises: NotVisible, and as `decide_check`."""
    before = await applications_progress.lock(work, application)
    today = work.today(before.application.zone)
    earlier = [checks.decision(row) for row in await checks.of_application(work, application)]
    after, dated = decide_check(before, _decision(found, letter, today), earlier, today)
    await applications.store(work, after)
    await checks.store(work, after, dated, letter)
    news = BackgroundCheckDecided(person=after.person, application=after.id, program=after.program, check=found.check)
    work.announce(news, county=after.county)
    if found.outcome == "disqualified":
        await _end_or_suspend(work, after, today)
    return replace(before, application=after)


def _decision(found: Found, letter: Letter, today: date) -> CheckDecision:
    heard = letter.text is not None or letter.declined
    day = found.decided_on or today
    return CheckDecision(found.check, found.outcome, day, found.valid_until, found.categories, heard)


async def _end_or_suspend(work: UnitOfWork, application: Application, today: date) -> None:
    """A disqualified applicant goes back to the pool; a certified partner is suspended until people have decided."""
    if application.state is ApplicationState.DISQUALIFIED:
        await release_candidate(work, application)
    certification = await certifications.find(work, application.id)
    if certification is None or certification.suspension or certification.state is not CertificationState.CERTIFIED:
        return
    suspended, news = suspend(certification, "conduct_review", today)
    await certifications.store(work, [suspended])
    work.announce(*news, county=suspended.county, shared_with=suspended.shared_with)
