"""A background check is opened and decided: that it was decided, is told; what it found stays here, with the letter."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.candidates import ApplicationWithdrawn, BackgroundCheckDecided
from recruitment.domain.applications import Application, ApplicationState
from recruitment.domain.applications_progress import Progress
from recruitment.domain.certification_dates import with_progress
from recruitment.domain.checks import CheckDecision, Outcome, decide_check, open_check
from recruitment.domain.partners import review
from recruitment.storage import applications, applications_progress, certifications, checks
from recruitment.storage.checks import Letter
from recruitment.use_cases.release_candidate import release_candidate

__all__ = ["Found", "decide_background_check", "open_background_check"]


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
    if found.outcome != "needs_review":
        await checks.close_opening(work, after, found.check)
    news = BackgroundCheckDecided(person=after.person, application=after.id, program=after.program, check=found.check)
    work.announce(news, county=after.county)
    progress = replace(before, application=after, opened=_still_open(before, found))
    if after.state is ApplicationState.DISQUALIFIED:
        await _end(work, after)
    await _judge_partner(work, progress, found.outcome, today)
    return progress


async def open_background_check(work: UnitOfWork, application: UUID, check: str, on: date | None, by: str) -> Progress:
    """Note that a check was asked for, today unless another day is said. Raises: NotVisible, and as `open_check`."""
    before = await applications_progress.lock(work, application)
    today = work.today(before.application.zone)
    open_check(before, check, on or today, today)
    await checks.store_opening(work, before.application, check, on or today, by)
    return replace(before, opened={**before.opened, check: on or today})


def _still_open(before: Progress, found: Found) -> dict[str, date]:
    """A check that needs a review stays open until it is decided."""
    return {c: day for c, day in before.opened.items() if c != found.check or found.outcome == "needs_review"}


def _decision(found: Found, letter: Letter, today: date) -> CheckDecision:
    heard = letter.text is not None or letter.declined
    day = found.decided_on or today
    return CheckDecision(found.check, found.outcome, day, found.valid_until, found.categories, heard)


async def _end(work: UnitOfWork, application: Application) -> None:
    """A disqualified applicant goes back to the pool.

    That the application is over is told like any other end of it, so that nobody reads from it what a check found.
    """
    over = ApplicationWithdrawn(person=application.person, application=application.id, program=application.program)
    work.announce(over, county=application.county)
    await release_candidate(work, application)


async def _judge_partner(work: UnitOfWork, progress: Progress, outcome: Outcome, today: date) -> None:
    """A certified partner who is disqualified is suspended until people have decided; a check that was awaited reinstates."""
    certification = await certifications.find(work, progress.application.id)
    if certification is None:
        return
    judged, news = with_progress(certification, progress, today)
    if outcome == "disqualified":
        judged, news = review(replace(certification, check_due_on=judged.check_due_on), today)
    await certifications.store(work, [judged])
    work.announce(*news, county=judged.county, shared_with=judged.shared_with)
