"""Events as pages: lists that every number opens into, and one event with all that its envelope says."""

import json
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from console.api.figures import Filters, total
from console.api.labels import EXPLAINED, STAGE_LABELS
from console.api.overview import choices
from console.api.parameters import Before, County, EventType, Program, Stage, Subject, asked, full_type
from console.api.parts import STAFF, parts_of, reading
from console.api.rendering import page, words_of
from console.api.rows import Teller, people_of
from console.api.sentences import TITLES
from console.domain.places import Places
from console.domain.told import Told
from console.storage import events, tallies, timelines
from console.storage.programs import places
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.identity import Principal
from peerbridge.web import Api, Caller

__all__ = ["router"]

router = Api(include_in_schema=False)
PAGE: Final = 40


@dataclass(frozen=True, slots=True)
class List:
    """What a list is narrowed to; with `stage` it is the events that the number counts."""

    filters: Filters
    type_: str | None
    subject: str | None
    stage: str | None
    before: UUID | None

    def href(self, before: UUID | None = None) -> str:
        """Its address, from its beginning or from a page on."""
        told = {
            "stage": self.stage,
            "type": self.type_,
            "subject": self.subject,
            "before": str(before) if before else None,
        }
        return f"/events?{self.filters.query(**told)}"

    async def read(self, work: UnitOfWork, caller: Principal, known: Places) -> tuple[list[Told], int | None]:
        """One event more than a page, newest first; and the number, where it is one's events."""
        wanted = asked(caller, self.filters.county, self.filters.program, known)
        if self.stage is None:
            named = {"type_": full_type(self.type_), "subject": self.subject}
            return await events.listed(work, wanted.shown, before=self.before, limit=PAGE + 1, **named), None
        ids = await tallies.counted(work, wanted, self.stage, before=self.before, limit=PAGE + 1)
        counted = total(await tallies.numbers(work, wanted)).get(self.stage, 0)
        return (await events.of_ids(work, caller.scope.counties, ids))[::-1], counted


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
    wanted = List(Filters(county, program), type_, subject, stage, before)
    async with reading(request, caller) as work:
        known = await places(work)
        found, counted = await wanted.read(work, caller, known)
        work.audit_shown("events", found[:PAGE], lambda each: each.ids)
    teller, shown = Teller(words_of(request), known), found[:PAGE]
    return page(
        request,
        "events.html",
        wanted=wanted,
        filters=wanted.filters,
        rows=[teller.row(event) for event in shown],
        stage_label=STAGE_LABELS.get(stage or "", ""),
        stage_explained=EXPLAINED.get(stage or "", ""),
        counted=counted,
        types=[(name, TITLES[name]) for name in sorted(TITLES, key=lambda name: TITLES[name])],
        older=wanted.href(shown[-1].id) if len(found) > PAGE else None,
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
        work.audit(action="read", what="event", subject=event, county=found.county, concerns=found.ids)
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
