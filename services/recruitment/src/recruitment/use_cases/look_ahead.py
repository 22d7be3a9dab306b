"""What comes to certified partners, each with what a renewal would still lack."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from recruitment.domain.applications_steps import Missing
from recruitment.domain.certification_renewal import needed
from recruitment.domain.upcoming import Coming, coming
from recruitment.storage import applications, applications_progress, certifications, trainings

__all__ = ["Ahead", "Page", "look_ahead"]


@dataclass(frozen=True, slots=True)
class Ahead:
    """One thing that comes, how many days are left, the window that holds it, and what a renewal lacks today."""

    coming: Coming
    days_left: int
    window: int | None
    needs: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What comes to a page of partners; `next`: the application after which there may be more."""

    items: tuple[Ahead, ...]
    next: UUID | None


async def look_ahead(
    work: UnitOfWork, *, within: int, county: str | None, program: str | None, after: UUID, limit: int
) -> Page:
    """What comes within so many days to the partners at home in the caller's counties, by their county's own date."""
    until = work.business_now.date() + timedelta(days=within + 1)  # no zone is more than a day ahead
    found = await certifications.upcoming(work, until=until, county=county, program=program, after=after, limit=limit)
    ids = [each.application for each in found]
    known = await applications_progress.of(work, await applications.several(work, ids))
    progress = {each.application.id: each for each in known}
    education = await trainings.education_of_all(work, found)
    items: list[Ahead] = []
    for certification in found:
        today = work.today(certification.zone)
        lacks = needed(certification, progress[certification.application], education[certification.application], today)
        items += [
            Ahead(each, each.days_left(today), each.window(today), tuple(lacks))
            for each in coming(certification, progress[certification.application], today, within)
        ]
    return Page(_by_day(items), ids[-1] if len(ids) == limit else None)


def _by_day(items: Sequence[Ahead]) -> tuple[Ahead, ...]:
    return tuple(sorted(items, key=lambda each: (each.coming.on, each.coming.certification.application)))
