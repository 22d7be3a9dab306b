"""What comes to certified partners: the list that a coordinator works through before anything lapses."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Self
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from peerbridge.events.fields import County, SlugId
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER, SUPERVISOR
from peerbridge.web import Api, Work
from recruitment.api.applications_views import MissingView
from recruitment.api.pages import BEGINNING, AfterId, Limit
from recruitment.domain.titles import Titles
from recruitment.domain.upcoming import WINDOWS, What
from recruitment.storage import role_titles
from recruitment.use_cases.look_ahead import Ahead, look_ahead

__all__ = ["router"]

router = Api(tags=["partners"])
READERS = (COORDINATOR, PROGRAM_ADMIN, SUPERVISOR, STATE_OFFICER)
FARTHEST: Final = max(WINDOWS)
Within = Annotated[int, Query(ge=0, le=FARTHEST, description="days from today in the partner's county")]


class UpcomingView(BaseModel):
    """One thing that comes. `window`: 30, 60 or 90 days; `needs`: what a renewal would still lack today.

    Of a background check: which one, and since when its renewal is open. `role_title`: what the partner is called (P64).
    """

    person: UUID
    program: str
    role_title: str
    application: UUID
    county: str
    what: What
    check: str | None
    opened_on: date | None
    on: date
    days_left: int
    window: int | None
    needs: list[MissingView]

    @classmethod
    def of(cls, ahead: Ahead, titles: Mapping[str, Titles]) -> Self:
        """What comes, as it is shown; `titles`: by program."""
        certification = ahead.coming.certification
        return cls(
            person=certification.person,
            program=certification.program,
            role_title=titles.get(certification.program, Titles(certification.program)).usual,
            application=certification.application,
            county=certification.county,
            what=ahead.coming.what,
            check=ahead.coming.check,
            opened_on=ahead.coming.opened_on,
            on=ahead.coming.on,
            days_left=ahead.days_left,
            window=ahead.window,
            needs=[MissingView.of(each) for each in ahead.needs],
        )


class UpcomingPage(BaseModel):
    """What comes to a page of partners, the nearest first; `next`, where there may be more, is what to ask `after`."""

    items: list[UpcomingView]
    next: UUID | None


@router.get("/v1/partners/upcoming", roles=READERS)
async def upcoming(
    work: Work,
    *,
    within: Within = FARTHEST,
    county: County | None = None,
    program: SlugId | None = None,
    after: AfterId = BEGINNING,
    limit: Limit = 100,
) -> UpcomingPage:
    """Certifications that end, checks that expire and trainings that fall due, within 30, 60 or 90 days."""
    page = await look_ahead(work, within=within, county=county, program=program, after=after, limit=limit)
    for person, at in {(each.coming.certification.person, each.coming.certification.county) for each in page.items}:
        work.audit(action="read", what="partner", subject=person, county=at)
    titles = await role_titles.of_programs(work, {each.coming.certification.program for each in page.items})
    return UpcomingPage(items=[UpcomingView.of(each, titles) for each in page.items], next=page.next)
