"""The rig can see: leaks planted on purpose are found, each by the part of the rig that is there for it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from fastapi import APIRouter
from pydantic import BaseModel
from schemathesis import GenerationMode
from starlette.responses import JSONResponse, Response

from peerbridge.database.scope import Scope
from peerbridge.errors import Refused
from peerbridge.identity import COORDINATOR, SUPERVISOR
from peerbridge.web import Api, Work
from peerbridge_isolation.canaries import places, stands_in
from peerbridge_isolation.fuzzing import cases, complaints, operations
from peerbridge_isolation.routes import addresses, undeclared
from peerbridge_isolation.walking import HOME, OTHER, Cell

MATCHES = "SELECT match::text, county FROM match"


class TakenElsewhere(Refused, status=409):
    """This was taken by {who} of county {county}."""


class Said(BaseModel):
    """What a leaking address says."""

    items: list[str]


@contextmanager
def planted(two: Any, router: APIRouter) -> Iterator[None]:
    """Matching with addresses that it should not have."""
    app = two.house.parts["matching"].service.app
    before = list(app.router.routes)
    app.include_router(router)
    app.openapi_schema = None
    try:
        yield
    finally:
        app.router.routes[:] = before
        app.openapi_schema = None


async def walked(two: Any, router: APIRouter, role: str = COORDINATOR, whose: str = HOME) -> Cell:
    """The cell of the one address of this router."""
    with planted(two, router):
        (address,) = [each for each in two.addresses("matching") if each.path.startswith("/v1/planted")]
        cell: Cell = await two.walk.cell(address, role, whose)
    return cell


async def everybodys(two: Any) -> list[str]:
    """What a query finds that has forgotten whose rows it may see."""
    return [row["match"] for row in await two.house.rows("matching", MATCHES)]


async def test_a_route_without_a_role_policy_is_found(two: Any) -> None:
    router = APIRouter()

    @router.get("/v1/planted")
    async def planted_address() -> Said:
        return Said(items=[])

    with planted(two, router):
        assert undeclared(two.house.parts["matching"].service.app) == ["/v1/planted"]


async def test_a_list_that_forgets_the_county_is_found(two: Any) -> None:
    router = Api()

    @router.get("/v1/planted", roles=(COORDINATOR,))
    async def planted_address() -> Said:
        return Said(items=await everybodys(two))

    cell = await walked(two, router)
    assert two.walk.away.life.pairs.match in cell.seen


async def test_a_route_with_a_scope_of_its_own_is_found(two: Any) -> None:
    router, away = Api(), two.walk.away.life

    @router.get("/v1/planted/{match}", roles=(COORDINATOR,))
    async def planted_address(match: UUID) -> Said:
        async with two.house.parts["matching"].runtime.work(scope=Scope((away.county,))) as work:
            found = await (await work.raw()).fetch(MATCHES)
        return Said(items=[str(match), *(row["county"] for row in found)])

    cell = await walked(two, router, whose=OTHER)
    assert cell.seen == (away.county,)
    assert cell.wrong == "what is not visible is 404"


async def test_a_refusal_that_names_another_countys_thing_is_found(two: Any) -> None:
    router, away = Api(), two.walk.away.life

    @router.post("/v1/planted", roles=(COORDINATOR,))
    async def planted_address(work: Work) -> Said:
        await work.lock(away.pairs.match)
        raise TakenElsewhere(who=away.partner, county=away.county)

    cell = await walked(two, router)
    assert set(cell.seen) == {away.partner, away.county}


async def test_a_role_that_is_let_in_although_it_is_not_named_is_found(
    two: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    router = Api()

    @router.get("/v1/planted", roles=(COORDINATOR,))
    async def planted_address() -> Said:
        return Said(items=[])

    (route,) = router.routes
    monkeypatch.setattr(route, "roles", frozenset({COORDINATOR, SUPERVISOR}))
    assert (await walked(two, router, SUPERVISOR)).wrong == "a role it does not name is 403"


async def test_a_name_in_a_log_line_in_an_event_and_in_another_services_table_is_found(two: Any) -> None:
    name = f"{two.walk.home.life.mark}-name-of-the-partner"
    before = two.log.tell()
    logging.getLogger("peerbridge.test").warning("could not reach %s", name)
    where = await places(two.house, two.log)
    two.log.seek(before)
    two.log.truncate()
    where["topic peerbridge.cases"] += name
    where["matching.profile"] += name
    where["notification.outbox"] += name
    found = stands_in(name, "notification", where)
    assert sorted(found) == ["logs", "matching.profile", "notification.outbox", "topic peerbridge.cases"]


async def test_a_count_that_another_county_moves_is_found(two: Any) -> None:
    router = Api()

    @router.get("/v1/planted", roles=(COORDINATOR,))
    async def planted_address() -> Said:
        return Said(items=[str(len(await everybodys(two)))])

    with planted(two, router):
        shown = await two.shown()
    assert shown["matching GET /v1/planted as coordinator"] != '{"items":["1"]}'


def test_the_pages_of_the_console_are_walked_too(two: Any) -> None:
    app = two.house.parts["console"].service.app
    assert {"/", "/cases/{case}", "/events", "/live"} <= {each.path for each in addresses("console", app)}


@pytest.mark.parametrize(
    ("status", "told"),
    [(500, "Server error"), (418, "Undocumented status code"), (200, "violates schema")],
)
async def test_what_no_document_says_is_found(two: Any, status: int, told: str) -> None:
    router = Api()

    @router.get("/v1/planted", roles=(COORDINATOR,), response_model=Said)
    async def planted_address() -> Response:
        return JSONResponse({"items": "none"}, status)

    with planted(two, router):
        document = two.house.parts["matching"].service.app.openapi()
        (operation,) = [each for each in operations(document) if each.path == "/v1/planted"]
        asked = cases(operation, GenerationMode.POSITIVE, 1, {})
        token = two.house.issuer.token(COORDINATOR, counties=(two.walk.home.life.county,))
        wrong = await complaints(two.house.client("matching"), asked, token)
    assert len(wrong) == 1
    assert told in wrong[0]
