"""Families against partners, and the places that are looked for: what small counts would tell is hidden, and shown as hidden."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import Query, Request
from starlette.responses import Response

from console.api.figures import Filters
from console.api.overview import Choices, choices
from console.api.parameters import EMPTY, County, Program
from console.api.pool_pages import After
from console.api.recruited import PAGE, Called, Pages, ask, called, with_places
from console.api.rendering import page, words_of
from console.api.section import COUNTING, DECIDING, WATCHING
from peerbridge.web import Api, Caller

__all__ = ["DIMENSIONS", "router"]

router = Api(include_in_schema=False)
COUNTIES: Final = 12  # of one page: a state officer holds a hundred
DIMENSIONS: Final = {"language": "Language", "culture": "Culture"}
AfterCounty = Annotated[str | None, EMPTY, Query(pattern=r"^[0-9]{5}$")]


@router.get("/families", roles=COUNTING, impersonal=True)
async def families(
    request: Request, caller: Caller, county: County = None, program: Program = None, after: AfterCounty = None
) -> Response:
    """How far the partners of a programme reflect the families served, county by county; one programme at a time."""
    async with with_places(request, caller) as (_, known):
        offered = choices(caller, known)
    chosen = program or next((id_ for id_, _ in offered.programs), None)
    filters = Filters(county, chosen)
    found: Sequence[Mapping[str, Any]] = []
    if chosen is not None:
        path = f"/v1/programs/{chosen}/demographics"
        found = await ask(request, caller, path, county=county, after=after, limit=COUNTIES + 1)
    next_ = found[COUNTIES - 1]["county"] if len(found) > COUNTIES else None
    names = await called(request, caller, known)
    return page(
        request,
        "families.html",
        counties=[(each, by_dimension(names, each["gaps"])) for each in found[:COUNTIES]],
        called=names,
        program=chosen,
        pages=Pages.of("/families", filters, after, next_),
        filters=filters,
        choices=offered,
        may_decide=caller.holds(*COUNTING),
    )


def by_dimension(
    names: Called, gaps: Sequence[Mapping[str, Any]]
) -> list[tuple[str, list[tuple[str, Mapping[str, Any]]]]]:
    """Languages and cultures apart, each group by what it is called."""
    told = {
        dimension: [(group(names, dimension, each["value"]), each) for each in gaps if each["dimension"] == dimension]
        for dimension in DIMENSIONS
    }
    return [(names.words(DIMENSIONS[dimension]), groups) for dimension, groups in told.items() if groups]


def group(names: Called, dimension: str, value: str) -> str:
    """What a group is called."""
    said = names.term(value) if dimension == "culture" else names.language(value)
    return said[:1].upper() + said[1:]


@router.get("/vacancies", roles=WATCHING, impersonal=True)
async def vacancies(
    request: Request, caller: Caller, county: County = None, program: Program = None, after: After = ""
) -> Response:
    """Places that are looked for, the oldest first, with what was posted in each language."""
    filters = Filters(county, program)
    found = await ask(request, caller, "/v1/vacancies", county=county, program=program, after=after or None, limit=PAGE)
    async with with_places(request, caller) as (_, known):
        offered: Choices = choices(caller, known)
    names = Called(words_of(request), known, {})
    return page(
        request,
        "vacancies.html",
        rows=[posted(names, each) for each in found["items"]],
        called=names,
        pages=Pages.of("/vacancies", filters, after, found["next"]),
        filters=filters,
        choices=offered,
        may_decide=caller.holds(*DECIDING),
    )


def posted(
    names: Called, vacancy: Mapping[str, Any]
) -> tuple[Mapping[str, Any], list[tuple[str, str, str]], str | None]:
    """A vacancy, its announcements by language (tag, name, text), and the language looked for."""
    texts = [(tag, names.language(tag), text) for tag, text in sorted(vacancy["postings"].items())]
    return vacancy, texts, names.language(vacancy["language"]) if vacancy["language"] else None
