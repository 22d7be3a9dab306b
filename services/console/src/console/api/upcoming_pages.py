"""What comes to partners within 30, 60 or 90 days, with what a renewal would still lack: worked through before anything lapses."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from fastapi import Query, Request
from starlette.responses import Response

from console.api.figures import Filters
from console.api.missing import lacking
from console.api.overview import choices
from console.api.parameters import EMPTY, County, Program
from console.api.pool_pages import After
from console.api.recruited import Called, Pages, Tab, ask, called, told, with_places
from console.api.rendering import page
from console.api.section import WATCHING
from peerbridge.web import Api, Caller

__all__ = ["WHAT", "router"]

router = Api(include_in_schema=False)
WINDOWS: Final = (30, 60, 90)
PARTNERS: Final = 100  # of one page: what comes to them is sorted by day, so that most counties fit on one
WHAT: Final = {
    "certification_ends": "Certification ends",
    "background_check_expires": "Background check expires",
    "training_due": "Training falls due",
}
Within = Annotated[Literal["30", "60", "90"] | None, EMPTY, Query()]


@router.get("/upcoming", roles=WATCHING)
async def upcoming(
    request: Request,
    caller: Caller,
    county: County = None,
    program: Program = None,
    within: Within = None,
    after: After = "",
) -> Response:
    """Certifications ending, checks expiring, trainings falling due: the nearest first, in their windows."""
    filters, days = Filters(county, program), int(within or WINDOWS[-1])
    asked = {"county": county, "program": program, "after": after or None}
    found = await ask(request, caller, "/v1/partners/upcoming", **asked, within=days, limit=PARTNERS)
    async with with_places(request, caller) as (work, known):
        told(work, "upcoming", found["items"])
    names = await called(request, caller, known, [each["person"] for each in found["items"]])
    return page(
        request,
        "upcoming.html",
        windows=windows(names, found["items"], days),
        called=names,
        what=WHAT,
        days=days,
        within=[Tab(str(n), None, f"/upcoming?{filters.query(within=str(n))}", n == days) for n in WINDOWS],
        pages=Pages.of("/upcoming", filters, after, found["next"], within=str(days)),
        filters=filters,
        choices=choices(caller, known),
        names_away=names.names is None,
    )


def windows(
    names: Called, items: Sequence[Mapping[str, Any]], days: int
) -> list[tuple[int, list[tuple[Mapping[str, Any], list[str]]]]]:
    """Window -> what falls into it, with what is lacking; each thing in its narrowest window."""
    return [
        (window, [(each, lacking(names, each["needs"])) for each in items if each["window"] == window])
        for window in WINDOWS
        if window <= days
    ]
