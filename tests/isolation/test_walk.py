"""Every route of every service under every role, for its own county or person and for another."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from peerbridge.identity import CASEWORKER, COORDINATOR, PERSON_ROLES, ROLES, STAFF_ROLES, STATE_OFFICER, SUPERVISOR
from peerbridge_isolation.canaries import places, stands_in
from peerbridge_isolation.house import SERVICES
from peerbridge_isolation.layers import without_role_policy, without_row_policies, without_token_check
from peerbridge_isolation.routes import Address, undeclared
from peerbridge_isolation.table import CELLS
from peerbridge_isolation.values import sample
from peerbridge_isolation.walking import HOME, OTHER, Cell

pytestmark = pytest.mark.slow
SESSIONS = "supervision GET /v1/sessions"
TAKEN = {
    "/v1/proposals/{proposal}/answers": ("already-answered",),
    "/v1/proposals/{proposal}/viewing": ("proposal-over",),
    "/v1/requests/{request_id}/proposals": ("proposal-stands", "request-over"),  # whichever was walked first
    "/v1/pools/{pool}/what-if": ("counties-not-held",),
}
CHANGING = re.compile(
    r"\d+:\d+:[\d,]*|\"correlation\": \"[0-9a-f-]{36}\""
)  # the place in the feed, and the request's own id


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
    assert set(two.both) == set(two.alone)
    for where, text in two.both.items():
        assert CHANGING.sub("", text) == CHANGING.sub("", two.alone[where]), where


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


async def test_every_kind_of_support_session_was_shown(cells: list[Cell]) -> None:
    (shown,) = [each for each in cells if (str(each.address), each.role, each.whose) == (SESSIONS, SUPERVISOR, HOME)]
    assert {each["kind"] for each in json.loads(shown.text)["sessions"]} == {"clinical", "wellness"}


@pytest.mark.parametrize(
    ("path", "role", "status"),
    [
        ("/v1/proposals/{proposal}/answers", CASEWORKER, 409),
        ("/v1/requests/{request_id}/proposals", COORDINATOR, 409),
        ("/v1/proposals/{proposal}/viewing", COORDINATOR, 409),
        ("/v1/matches/{match}/former", COORDINATOR, 200),
        ("/v1/pools/{pool}/what-if", STATE_OFFICER, 403),
    ],
)
async def test_a_command_of_matching_was_asked_with_a_body_that_it_takes(
    cells: list[Cell], path: str, role: str, status: int
) -> None:
    """What may be done once is done where the walk looks for an id, and 409 afterwards."""
    (cell,) = [
        each for each in cells if (str(each.address), each.role, each.whose) == (f"matching POST {path}", role, HOME)
    ]
    told = json.loads(cell.text)
    assert cell.status == status, told
    assert told.get("type", "").rpartition(":")[2] in TAKEN.get(path, ("",)), told


def reads(two: Any) -> list[Address]:
    """Addresses that only read: lists, things, pages, streams, and lookups that are asked by POST."""
    return [each for each in two.addresses() if each.method == "GET" or each.path.endswith("/lookups")]


@pytest.mark.parametrize("roles", [STAFF_ROLES, PERSON_ROLES], ids=["staff", "persons"])
async def test_without_the_token_check_the_scope_stays_empty(two: Any, roles: frozenset[str]) -> None:
    walk = replace(two.walk, hidden=(two.walk.home, two.walk.away))
    with without_token_check(two.house, roles):
        cells = [await walk.cell(address, "", whose) for address in reads(two) for whose in (HOME, OTHER)]
    assert any(cell.status == 200 for cell in cells)
    assert [str(cell) for cell in cells if cell.seen] == []
    assert [str(cell) for cell in cells if walk.named(cell.address) and cell.status < 400] == []


async def test_without_the_role_policy_the_county_scope_holds(two: Any) -> None:
    with without_role_policy(two.house):
        cells = [
            cell
            for address in two.addresses()
            if not (address.public or address.streams)
            for cell in await two.walk.over([address], sorted(ROLES - address.roles), (OTHER,))
        ]
    assert any(cell.status == 200 for cell in cells)
    assert [str(cell) for cell in cells if cell.seen] == []
    assert [str(cell) for cell in cells if cell.role and two.walk.named(cell.address) and cell.status < 400] == []


async def test_without_row_level_security_reads_still_filter(two: Any) -> None:
    things = [each for each in two.addresses() if each.method not in ("GET", "PUT") and two.walk.named(each)]
    async with without_row_policies(two.house) as tables:
        cells = [
            cell
            for address in {str(each): each for each in (*reads(two), *things)}.values()
            if not address.public
            for cell in await two.walk.over([address], sorted(address.roles), (OTHER,))
        ]
    assert tables > 30
    assert any(cell.status == 200 for cell in cells)
    assert [str(cell) for cell in cells if cell.seen or cell.wrong] == []


async def test_personal_data_stands_in_its_owners_tables_and_nowhere_else(two: Any) -> None:
    """Topics, outbox, inbox, parked rows, jobs, other services, logs, metrics: what a reader without any ACL would find."""
    where = await places(two.house, two.log)
    texts = {**two.walk.home.life.texts, **two.walk.away.life.texts}
    assert {place.partition(" ")[0] for place in where} >= {"topic", "logs", "notification.people"}
    assert {text: found for text, owner in texts.items() if (found := stands_in(text, owner, where))} == {}
    kept = {text for text, owner in texts.items() if owner and any(text in told for told in where.values())}
    assert kept == {text for text, owner in texts.items() if owner}


async def test_a_text_in_a_field_that_takes_none_is_said_again_nowhere(two: Any) -> None:
    """Every text of every body is a stranger's name: the answer, the log and the audit are silent about it."""
    hostile, echoes = "Zanzibarian-hostile-name", []
    for address in two.addresses():
        if address.body is None or address.public:
            continue
        role = min(address.roles)
        body = (address.body[0], hostile_body(address, hostile))
        path = await two.walk.path(address, role, HOME)
        answer = await two.walk.ask(address, role, path, {}, body)
        assert answer.status_code < 500, address
        if hostile in answer.text and not answer.is_success:
            echoes.append(f"{address}: {answer.text[:200]}")
    assert echoes == []
    where = await places(two.house, two.log)
    assert hostile not in where["logs"]
    assert [
        place for place in where if hostile in where[place] and place.endswith((".audit", ".outbox", "metrics"))
    ] == []


def hostile_body(address: Address, text: str) -> Any:
    """The body that fits, with every text of it replaced."""

    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: changed(inner) for name, inner in value.items()}
        return (
            [changed(each) for each in value] if isinstance(value, list) else text if isinstance(value, str) else value
        )

    assert address.body is not None
    return changed(sample(address.body[1], "", address.schemas, {}))
