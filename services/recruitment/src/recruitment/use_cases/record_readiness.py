"""Partner and coordinator have rated the same skills and agreed on a plan; the ratings and the plan stay here."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.candidates import ReadinessAgreed
from recruitment.domain.applications_progress import Progress
from recruitment.domain.readiness import Rating, agree_readiness
from recruitment.storage import applications_progress, trainings

__all__ = ["record_readiness"]


async def record_readiness(
    work: UnitOfWork,
    application: UUID,
    *,
    partner: Mapping[str, int],
    coordinator: Mapping[str, int],
    plan: str,
    agreed_on: date | None = None,
) -> Progress:
    """Record an agreement, of today unless another day is said (P36). Raises: NotVisible, and as `agree_readiness`."""
    before = await applications_progress.lock(work, application)
    person = before.application
    today = work.today(person.zone)
    rating = Rating(partner, coordinator, agreed_on or today)
    agree_readiness(before, rating, today)
    await trainings.store_readiness(work, person, rating, plan)
    news = ReadinessAgreed(person=person.person, program=person.program, agreed_on=rating.agreed_on)
    work.announce(news, county=person.county)
    return replace(before, ready_on=rating.agreed_on)
