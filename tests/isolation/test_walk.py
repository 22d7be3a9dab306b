"""Every route of every service under every role, for its own county or person and for another."""

import re
from typing import Any

import pytest

from peerbridge.identity import ROLES
from peerbridge_isolation.house import SERVICES
from peerbridge_isolation.routes import undeclared
from peerbridge_isolation.table import CELLS
from peerbridge_isolation.walking import OTHER, Cell

CHANGING = re.compile(r"\d+:\d+:[\d,]*")  # the place in the live feed, which any commit moves


@pytest.fixture(scope="module")
async def cells(two: Any, request: pytest.FixtureRequest) -> list[Cell]:
    """The whole walk."""
    found: list[Cell] = await two.walk.over(two.addresses())
    request.config.stash[CELLS] = found
    return found


@pytest.mark.parametrize("service", SERVICES)
async def test_every_route_declares_whom_it_lets_in(two: Any, service: str) -> None:
    assert undeclared(two.house.parts[service].service.app) == []


async def test_what_a_county_is_shown_does_not_depend_on_another(two: Any) -> None:
    both = await two.shown()
    assert set(both) == set(two.alone)
    assert [where for where in both if CHANGING.sub("", both[where]) != CHANGING.sub("", two.alone[where])] == []


async def test_nobody_sees_anything_of_another_county_or_person(cells: list[Cell]) -> None:
    assert [str(cell) for cell in cells if cell.seen] == []


async def test_every_answer_is_the_one_that_its_declaration_asks_for(cells: list[Cell]) -> None:
    assert [str(cell) for cell in cells if cell.wrong] == []


async def test_every_role_was_tried_on_every_address_of_every_service(two: Any, cells: list[Cell]) -> None:
    tried = {(str(cell.address), cell.role, cell.whose) for cell in cells}
    closed = [each for each in two.addresses() if not each.public]
    assert {(str(each), role, OTHER) for each in closed for role in ROLES} <= tried
    assert len({each.service for each in closed}) == len(SERVICES)


async def test_every_address_of_a_thing_was_tried_with_one_that_is_there(two: Any, cells: list[Cell]) -> None:
    """Else its refusals would say nothing: whoever adds an address of a new kind of thing plants one (`lives.py`)."""
    untried = {where for where, place in two.walk.found.items() if place is None}
    reached = {where for (where, _), place in two.walk.found.items() if place is not None}
    assert {where for where, _ in untried} - reached == set()
    assert cells
