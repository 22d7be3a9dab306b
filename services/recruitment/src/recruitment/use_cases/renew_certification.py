"""A partner's certification is renewed, by the continuing education that the program asks for and by valid checks."""

from collections.abc import Sequence
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from recruitment.domain.certification import Certification, renewed
from recruitment.domain.certification_dates import as_days_pass, with_progress
from recruitment.domain.certification_education import Education, check_education
from recruitment.domain.certification_renewal import renew
from recruitment.storage import certifications, partners, trainings

__all__ = ["renew_certification"]


async def renew_certification(
    work: UnitOfWork, person: UUID, program: str, education: Sequence[Education]
) -> Certification:
    """Renew a certification with these hours and those known before (P33, P34). Raises: NotVisible, and as `renew`.

    Who was suspended for what was made up for after a lapse is back with the renewal (P22, P26).
    """
    before, progress = await partners.lock(work, person, program)
    today = work.today(before.zone)
    known = {(each.completed_on, each.topic): each for each in await trainings.education_of(work, before)}
    entries = list({**known, **{(each.completed_on, each.topic): each for each in education}}.values())
    check_education(entries, today)
    back, reinstated = with_progress(renew(before, progress, entries, today), progress, today)
    after, soon = as_days_pass(back, today)
    await trainings.store_education(work, before, education)
    await certifications.store(work, [after])
    work.announce(renewed(after), *reinstated, *soon, county=after.county, shared_with=after.shared_with)
    return after
