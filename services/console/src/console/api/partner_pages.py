"""Partners as pages: certified, suspended, lapsed, left; and one partner's certifications and careers."""

import asyncio
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Query, Request
from starlette.responses import Response

from console.api.figures import Filters
from console.api.overview import choices
from console.api.parameters import EMPTY, County, Program
from console.api.policies import latest, names_in
from console.api.pool_pages import After
from console.api.recruited import PAGE, Pages, ask, called, state_tabs, told, with_places
from console.api.rendering import page
from console.api.section import DECIDING, WATCHING
from peerbridge.errors import NotVisible
from peerbridge.web import Api, Caller

__all__ = ["STATES", "router"]

router = Api(include_in_schema=False)
STATES: Final = {"certified": "Certified", "suspended": "Suspended", "lapsed": "Lapsed", "left": "Partner has left"}
CAREERS: Final = {"ladder": "Career ladder", "pathway": "Pathway"}
UNITS: Final = {"credit_hours": "credit hours", "dollars": "dollars", "events": "events"}
PERIODS: Final = {"semester": "in this semester", "year": "in this year", "once": "once"}
Wanted = Annotated[Literal["certified", "suspended", "lapsed", "left"] | None, EMPTY, Query()]
Home = Annotated[Literal["1"] | None, EMPTY, Query()]


@router.get("/partners", roles=WATCHING)
async def listed(
    request: Request,
    caller: Caller,
    county: County = None,
    program: Program = None,
    state: Wanted = None,
    at_home: Home = None,
    after: After = "",
) -> Response:
    """Partners, the oldest application first; at home: exactly those whom the county's families are compared with."""
    filters, asked = Filters(county, program), {"county": county, "program": program}
    home = "true" if at_home else None
    wanted = {**asked, "state": state, "at_home": home, "after": after or None, "limit": PAGE}
    found, counts = await asyncio.gather(
        ask(request, caller, "/v1/partners", **wanted), ask(request, caller, "/v1/partners/counts", **asked)
    )
    async with with_places(request, caller) as (work, known):
        told(work, "partners", found["items"])
    names = await called(request, caller, known, [each["person"] for each in found["items"]])
    return page(
        request,
        "partners.html",
        rows=found["items"],
        called=names,
        states=STATES,
        tabs=state_tabs(
            names, "/partners", filters, {None: "All", **STATES}, counts["states"], "at_home" if at_home else state
        ),
        state=state,
        at_home=at_home,
        pages=Pages.of("/partners", filters, after, found["next"], state=state, at_home=at_home),
        filters=filters,
        choices=choices(caller, known),
        names_away=names.names is None,
    )


@router.get("/partners/{person}", roles=WATCHING)
async def one(request: Request, person: UUID, caller: Caller) -> Response:
    """One partner: certifications, careers, benefits used and left. Raises: NotVisible."""
    certifications = (await ask(request, caller, "/v1/partners", person=person, limit=PAGE))["items"]
    if not certifications:
        raise NotVisible
    careers = await ask(request, caller, f"/v1/partners/{person}/career")
    programs = sorted({each["program"] for each in certifications})
    named = {each: names_in((await latest(request, caller, each))["policy"]) for each in programs}
    async with with_places(request, caller) as (work, known):
        told(work, "partner", certifications)
    names = await called(request, caller, known, [str(person)])
    return page(
        request,
        "partner.html",
        person=person,
        who=names.who(str(person), "parent partner"),
        certifications=certifications,
        careers={each["program"]: each for each in careers},
        named=named,
        called=names,
        states=STATES,
        kinds=CAREERS,
        units=UNITS,
        periods=PERIODS,
        may_decide=caller.holds(*DECIDING),
        names_away=names.names is None,
    )
