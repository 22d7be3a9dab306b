"""Applications as pages: where each stands and exactly what is missing; one with all its steps; what is restricted, apart."""

import asyncio
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Query, Request
from starlette.responses import Response

from console.api.figures import Filters
from console.api.missing import STEPS, lacking
from console.api.overview import choices
from console.api.parameters import EMPTY, County, Program
from console.api.policies import names_in, version
from console.api.pool_pages import After
from console.api.recruited import PAGE, Pages, ask, called, state_tabs, told, with_places
from console.api.rendering import page
from console.api.section import DECIDING
from console.api.way import way
from peerbridge.web import Api, Caller

__all__ = ["STATES", "router"]

router = Api(include_in_schema=False)
STATES: Final = {
    "open": "On the way",
    "hired": "Hired",
    "certified": "Certified",
    "declined": "Declined",
    "disqualified": "Disqualified",
    "withdrawn": "Taken back",
    "left": "Partner has left",
}
Wanted = Annotated[
    Literal["open", "hired", "certified", "declined", "disqualified", "withdrawn", "left", "all"], EMPTY, Query()
]


@router.get("/applications", roles=DECIDING)
async def listed(
    request: Request,
    caller: Caller,
    county: County = None,
    program: Program = None,
    state: Wanted | None = None,
    after: After = "",
) -> Response:
    """Applications, the oldest first; those on the way unless another state is asked for."""
    filters, chosen = Filters(county, program), state or "open"
    asked = {"county": county, "program": program}
    wanted = {**asked, "state": None if chosen == "all" else chosen, "after": after or None, "limit": PAGE}
    found, counts = await asyncio.gather(
        ask(request, caller, "/v1/applications", **wanted), ask(request, caller, "/v1/applications/counts", **asked)
    )
    async with with_places(request, caller) as (work, known):
        told(work, "applications", found["items"])
    names = await called(request, caller, known, [each["person"] for each in found["items"]])
    return page(
        request,
        "applications.html",
        rows=[(each, lacking(names, each["missing"])) for each in found["items"]],
        called=names,
        states=STATES,
        steps=STEPS,
        tabs=state_tabs(names, "/applications", filters, {**STATES, "all": "All"}, counts["states"], chosen),
        state=chosen,
        pages=Pages.of("/applications", filters, after, found["next"], state=chosen),
        filters=filters,
        choices=choices(caller, known),
        names_away=names.names is None,
    )


@router.get("/applications/{application}", roles=DECIDING)
async def one(request: Request, application: UUID, caller: Caller) -> Response:
    """One application with its steps, under the version of the policy that counts for it. Raises: NotVisible."""
    found = await ask(request, caller, f"/v1/applications/{application}")
    policy = (await version(request, caller, found["program"], found["policy_version"]))["policy"]
    async with with_places(request, caller) as (work, known):
        told(work, "application", [found])
    names = await called(request, caller, known, [found["person"]])
    return page(
        request,
        "application.html",
        application=found,
        who=names.who(found["person"]),
        called=names,
        states=STATES,
        steps=STEPS,
        missing=lacking(names, found["missing"], names_in(policy)),
        way=way(names, found, policy),
        names_away=names.names is None,
    )


@router.get("/applications/{application}/restricted", roles=DECIDING)
async def restricted(request: Request, application: UUID, caller: Caller) -> Response:
    """What checks found and what panels wrote down: on a page of its own, since recruitment audits each reading. Raises: NotVisible."""
    found = await ask(request, caller, f"/v1/applications/{application}")
    checks = await ask(request, caller, f"/v1/applications/{application}/background-checks")
    notes = await ask(request, caller, f"/v1/applications/{application}/screening-decisions")
    policy = (await version(request, caller, found["program"], found["policy_version"]))["policy"]
    async with with_places(request, caller) as (work, known):
        told(work, "restricted notes", [found])
    panel = [member["person"] for each in notes for member in each["panel"]]
    names = await called(request, caller, known, [found["person"], *panel])
    return page(
        request,
        "restricted.html",
        application=found,
        who=names.who(found["person"]),
        called=names,
        checks=checks,
        notes=notes,
        named=names_in(policy),
        names_away=names.names is None,
    )
