"""A panel decides a step of screening: the decision is told, scores and notes stay here."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.candidates import Decision, ScreeningDecided
from recruitment.domain.applications_progress import Panellist, Progress, ScreeningDecision
from recruitment.domain.screening import decide_step
from recruitment.storage import applications, applications_progress, screening_notes
from recruitment.storage.screening_notes import Notes
from recruitment.use_cases.release_candidate import release_candidate

__all__ = ["decide_screening_step"]


async def decide_screening_step(
    work: UnitOfWork,
    application: UUID,
    *,
    step: str,
    decision: Decision,
    panel: tuple[Panellist, ...],
    notes: Notes,
    reason: str | None = None,
    decided_on: date | None = None,
) -> Progress:
    """Record a decision, of today unless another day is said (P18-P21). Raises: NotVisible, and as `decide_step`."""
    before = await applications_progress.lock(work, application)
    today = work.today(before.application.zone)
    made = ScreeningDecision(step, decision, decided_on or today, panel, reason)
    after = decide_step(before, made, today)
    await applications.store(work, after)
    await applications_progress.store_decision(work, after, made)
    await screening_notes.store(work, after, made, notes)
    news = ScreeningDecided(
        person=after.person, application=after.id, program=after.program, step=step, decision=decision
    )
    work.announce(news, county=after.county)
    if not after.goes_on:
        await release_candidate(work, after)
    return replace(before, application=after, decisions={**before.decisions, step: made})
