"""A panel decides a step of screening: the decision is told, scores and notes stay here."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.candidates import Decision, ScreeningDecided
from peerbridge.events.policy_selection import Modality
from recruitment.domain.applications_progress import Panellist, Progress, ScreeningDecision
from recruitment.domain.screening import decide_step
from recruitment.storage import applications, applications_progress, screening_notes
from recruitment.storage.screening_notes import Notes
from recruitment.use_cases.release_candidate import release_candidate

__all__ = ["Said", "decide_screening_step"]


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a step; of today unless another day is said."""

    step: str
    decision: Decision
    panel: tuple[Panellist, ...]
    reason: str | None = None
    decided_on: date | None = None
    modality: Modality | None = None
    qualifications: tuple[str, ...] = ()

    def on(self, today: date) -> ScreeningDecision:
        """The decision, on its day."""
        return ScreeningDecision(
            self.step,
            self.decision,
            self.decided_on or today,
            self.panel,
            self.reason,
            self.modality,
            self.qualifications,
        )


async def decide_screening_step(
    work: UnitOfWork,
    application: UUID,
    said: Said,
    notes: Notes,
) -> Progress:
    """Record a decision, of today unless another day is said (P17-P21). Raises: NotVisible, and as `decide_step`."""
    before = await applications_progress.lock(work, application)
    today = work.today(before.application.zone)
    after, made = decide_step(before, said.on(today), today)
    await applications.store(work, after)
    await applications_progress.store_decision(work, after, made)
    await screening_notes.store(work, after, made, notes)
    news = ScreeningDecided(
        person=after.person, application=after.id, program=after.program, step=made.step, decision=made.decision
    )
    work.announce(news, county=after.county)
    if not after.goes_on:
        await release_candidate(work, after)
    return replace(before, application=after, decisions={**before.decisions, made.step: made})
