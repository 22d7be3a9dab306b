"""Events as pages: lists that every number opens into, and one event with all that its envelope says."""

import json
from typing import Final
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from console.api.figures import Filters
from console.api.labels import EXPLAINED, STAGE_LABELS
from console.api.overview import choices
from console.api.parameters import Before, County, EventType, Program, Stage, Subject, asked, full_type, seen
from console.api.parts import STAFF, parts_of, reading
from console.api.rendering import page, words_of
from console.api.rows import Teller, people_of
from console.api.sentences import TITLES
from console.storage import events, tallies, timelines
from console.storage.programs import places
from peerbridge.errors import NotVisible
from peerbridge.web import Api, Caller

__all__ = ["router"]

router = Api(include_in_schema=False)
PAGE: Final = 40


@router.get("/events", roles=STAFF)
async def listed(
    request: Request,
    caller: Caller,
    *,
    county: County = None,
    type_: EventType = None,
    subject: Subject = None,
    stage: Stage = None,
    program: Program = None,
    before: Before = None,
) -> Response:
    """Events of the reader's counties, newest first; with `stage` those that the number counts."""
    filters, counted = Filters(county, program), None
    async with reading(request, caller) as work:
        known = await places(work)
        if stage is not None:
            wanted = asked(caller, county, program, known)
            counted = sum(numbers.get(stage, 0) for numbers in (await tallies.numbers(work, wanted)).values())
            ids = await tallies.counted(work, wanted, stage, before=before, limit=PAGE + 1)
            found = (await events.of_ids(work, caller.scope.counties, ids))[::-1]
        else:
            found = await events.listed(
                work, seen(caller, county), type_=full_type(type_), subject=subject, before=before, limit=PAGE + 1
            )
    teller, shown = Teller(words_of(request), known), found[:PAGE]
    query = filters.query(stage=stage, type=type_, subject=subject)
    return page(
        request,
        "events.html",
        rows=[(teller.row(event), event) for event in shown],
        filters=filters,
        type=type_ or "",
        subject=subject,
        stage=stage,
        stage_label=STAGE_LABELS.get(stage or "", ""),
        stage_explained=EXPLAINED.get(stage or "", ""),
        counted=counted,
        types=[(name, TITLES[name]) for name in sorted(TITLES, key=lambda name: TITLES[name])],
        first=before is None,
        first_href=f"/events?{query}",
        older=f"/events?{filters.query(stage=stage, type=type_, subject=subject, before=str(shown[-1].id))}"
        if len(found) > PAGE
        else None,
        choices=choices(caller, known),
    )


@router.get("/events/{event}", roles=STAFF)
async def one(request: Request, event: UUID, caller: Caller) -> Response:
    """One event: what happened, whom and what it names, what caused it and what it caused. Raises: NotVisible."""
    scope = caller.scope.counties
    async with reading(request, caller) as work:
        found = await events.one(work, scope, event)
        if found is None:
            raise NotVisible
        known = await places(work)
        cases = [found.case] if found.case else await timelines.cases_of(work, scope, sorted(found.links))
        related = await timelines.neighbours(work, scope, found)
        work.audit(action="read", what="event", subject=event, county=found.county)
    names = await parts_of(request).people.names(caller.token, people_of(found))
    teller = Teller(words_of(request), known, names, ids=True)
    return page(
        request,
        "event.html",
        event=found,
        row=teller.row(found),
        cases=cases,
        causes=[teller.row(each) for each in related if each.id == found.causation],
        effects=[teller.row(each) for each in related if each.id != found.causation],
        fields=json.dumps(dict(found.data), indent=2, ensure_ascii=False),
        names_away=names is None,
    )
