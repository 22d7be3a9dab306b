"""Programmes as pages: the policy in force in words, its gaps of curriculum (P59), its versions, and what each changed."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import Path, Query, Request
from starlette.responses import Response

from console.api.figures import Filters
from console.api.overview import choices
from console.api.parameters import EMPTY, County
from console.api.policies import latest, version
from console.api.policy_changes import Change, changes
from console.api.policy_words import policy_parts
from console.api.recruited import PAGE, Called, ask, called, with_places
from console.api.rendering import page
from peerbridge.identity import PROGRAM_ADMIN, STAFF_ROLES
from peerbridge.web import Api, Caller

__all__ = ["router"]

router = Api(include_in_schema=False)
STAFF: Final = tuple(sorted(STAFF_ROLES))
OPEN: Final = "programmes are open to every reader"
VERSIONS: Final = 10  # of one page: each is a whole policy
LAST: Final = 2**31 - 1
Slug = Annotated[str, Path(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Number = Annotated[int | None, EMPTY, Query(ge=1, le=LAST)]
After = Annotated[str, Query(max_length=64)]


@router.get("/programs", roles=STAFF, impersonal=True, shared=OPEN)
async def listed(request: Request, caller: Caller, county: County = None, after: After = "") -> Response:
    """Programmes by id; with a county those that serve it."""
    found = (await ask(request, caller, "/v1/programs", county=county, after=after or None, limit=PAGE + 1))["items"]
    async with with_places(request, caller) as (_, known):
        offered = choices(caller, known)
    filters, shown = Filters(county), found[:PAGE]
    more = filters.query(after=shown[-1]["program"]) if len(found) > PAGE else None
    return page(
        request,
        "programs.html",
        rows=shown,
        called=await called(request, caller, known),
        next=f"/programs?{more}" if more else None,
        filters=filters,
        choices=offered,
    )


@router.get("/programs/{program}", roles=STAFF, impersonal=True, shared=OPEN)
async def one(
    request: Request, caller: Caller, program: Slug, number: Annotated[Number, Query(alias="version")] = None
) -> Response:
    """A version's policy in words: the latest unless another is asked for. Raises: NotVisible."""
    newest = await latest(request, caller, program)
    shown = newest if number in (None, newest["version"]) else await version(request, caller, program, number or 0)
    async with with_places(request, caller) as (work, known):
        today = work.business_now.date().isoformat()
    names = await called(request, caller, known)
    return page(
        request,
        "program.html",
        shown=shown,
        newest=newest["version"],
        coming=shown["effective_on"] > today,
        parts=policy_parts(names, shown["policy"]),
        called=names,
        gaps=names.terms(shown["topics_missing"]),
        may_publish=caller.holds(PROGRAM_ADMIN),
    )


@router.get("/programs/{program}/versions", roles=STAFF, impersonal=True, shared=OPEN)
async def versions(
    request: Request, caller: Caller, program: Slug, before: Annotated[int, Query(ge=2, le=LAST)] = LAST
) -> Response:
    """The versions of a programme's policy, the newest first, each with what it changed. Raises: NotVisible."""
    newest = await latest(request, caller, program)
    last = min(newest["version"], before - 1)
    first = max(0, last - VERSIONS - 1)
    path = f"/v1/programs/{program}/versions"
    found = (await ask(request, caller, path, after=first, limit=max(1, last - first)))["items"]
    async with with_places(request, caller) as (work, known):
        today = work.business_now.date().isoformat()
    names = await called(request, caller, known)
    rows = compared(names, found)
    older = rows[VERSIONS - 1][0]["version"] if len(rows) > VERSIONS else None
    return page(
        request,
        "versions.html",
        program=newest,
        rows=rows[:VERSIONS],
        today=today,
        called=names,
        older=f"{request.url.path}?before={older}" if older else None,
        first=None if before == LAST else request.url.path,
    )


def compared(
    names: Called, found: Sequence[Mapping[str, Any]]
) -> list[tuple[Mapping[str, Any], Sequence[Change] | None]]:
    """The newest first, each with what it changed of the one before; None for the first there is."""
    before: Sequence[Mapping[str, Any] | None] = [None, *found[:-1]]
    pairs = list(zip(found, before, strict=True))
    return [(each, changes(names, old["policy"], each["policy"]) if old else None) for each, old in reversed(pairs)]
