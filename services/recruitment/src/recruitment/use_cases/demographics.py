"""Families' counts are entered, partners describe themselves, and the gaps between them are told (P07)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import BeyondCounties
from recruitment.domain.applications_progress import check_day
from recruitment.domain.demographics import Gap, Group, gaps
from recruitment.domain.months import add_months
from recruitment.storage import applications, demographics, programs

__all__ = ["CountyGaps", "describe_oneself", "enter_served", "gaps_of"]

OLDEST_MONTHS = 120  # ten years: older counts say nothing of today's families


@dataclass(frozen=True, slots=True)
class CountyGaps:
    """The gaps of one county; `as_of`: the day of its families' counts, None where none were entered."""

    county: str
    as_of: date | None
    partners: int
    gaps: Sequence[Gap]


async def enter_served(work: UnitOfWork, county: str, as_of: date, served: Mapping[Group, int]) -> None:
    """Keep a county's counts of families in place of those before. Raises: BeyondCounties, DateOutOfBounds."""
    if county not in work.scope.counties:
        raise BeyondCounties
    today = work.business_now.date()
    check_day("as_of", as_of, add_months(today, -OLDEST_MONTHS), today)
    await work.lock(f"families served in {county}")
    await demographics.replace_served(work, county, as_of, served)


async def describe_oneself(
    work: UnitOfWork, application: UUID, languages: Sequence[str], cultures: Sequence[str]
) -> None:
    """Keep what an applicant or partner says of themselves. Raises: NotVisible, ApplicationClosed."""
    found = await applications.lock(work, application)
    found.check_going_on()
    await demographics.describe(work, found, sorted(set(languages)), sorted(set(cultures)))


async def gaps_of(
    work: UnitOfWork, program: str, county: str | None, least: int, *, after: str = "", limit: int = 1000
) -> list[CountyGaps]:
    """The gaps in each county of the caller's that the program serves today, in the order of their codes; at most `limit`."""
    found: list[CountyGaps] = []
    for each in sorted(work.scope.chosen(county)):
        if len(found) < limit and each > after and program in await programs.of_county(work, each):
            served, as_of = await demographics.served_in(work, each)
            partners, number = await demographics.partners_of(work, program, each)
            found.append(CountyGaps(each, as_of, number, list(gaps(served, partners, number, least))))
    return found
