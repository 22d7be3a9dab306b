"""Whatever is sent, the answer is a problem that says what to do, and never a 5xx."""

from typing import Any

import pytest

from peerbridge.identity import COORDINATOR, PARTNER, PROGRAM_ADMIN
from peerbridge.ids import uuid7

MANY_IDS = [str(uuid7()) for _ in range(51)]
BODIES: list[Any] = [
    None,
    [],
    "text",
    0,
    {},
    {"case": None},
    {"case": "not-an-id"},
    {"case": str(uuid7()), "unknown": 1},
    {"case": str(uuid7()), "urgency": 3},
    {"case": str(uuid7()), "urgency": True, "must_languages": "en"},
    {"case": str(uuid7()), "must_languages": ["klingon"]},
    {"case": str(uuid7()), "avoid": MANY_IDS},
    {"case": str(uuid7()), "avoid": ["\u0000"]},
    {"case": str(uuid7()), "needs": [{"a": []}]},
    {"side": "nobody", "answer": "perhaps"},
    {"side": "family", "answer": "yes", "reason": "distance"},
    {"answer": "no"},
    {"reason": "because"},
    {"reason": "staff", "rematch": "yes please"},
    {"languages": ["en"] * 1000},
    {"capacity_wish": -1},
    {"capacity_wish": 10**30},
    {"leave": {"from": "2026-02-30"}},
    {"leave": {"from": "2026-03-02", "until": "2026-03-01"}},
    {"leave": {"from": "9999-12-31", "until": "9999-12-31"}, "county": "1"},
    {"service_counties": ["1915"]},
    {"conflict_people": [1]},
]
PATHS = [
    ("POST", "/v1/requests"),
    ("POST", "/v1/requests/{id}/withdrawal"),
    ("POST", "/v1/requests/{id}/proposals"),
    ("POST", "/v1/proposals/{id}/answers"),
    ("POST", "/v1/proposals/{id}/confirmation"),
    ("POST", "/v1/matches/{id}/ending"),
    ("PUT", "/v1/partners/{id}/profile"),
]


async def test_no_body_at_any_address_leads_to_a_5xx(matching: Any) -> None:
    for method, path in PATHS:
        for body in BODIES:
            answer = await matching.call(method, path.format(id=uuid7()), body, role=COORDINATOR)
            assert answer.status_code < 500, (path, body, answer.text)
            if answer.status_code >= 400:
                assert answer.headers["content-type"] == "application/problem+json", (path, body)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "after=x", "county=1", "state=odd", "attention=maybe"]
)
async def test_no_query_leads_to_a_5xx(matching: Any, query: str) -> None:
    for path in ("requests", "proposals", "matches"):
        assert (await matching.call("GET", f"/v1/{path}?{query}", role=COORDINATOR)).status_code == 422


async def test_dates_at_the_ends_of_the_calendar_are_kept(matching: Any) -> None:
    partner = uuid7()
    leave = {"from": "0001-01-01", "until": "9999-12-31"}
    given = await matching.gives_profile(partner, leave=leave)
    assert given.status_code == 200, given.text


async def test_without_a_valid_token_nothing_is_answered(matching: Any) -> None:
    async with matching.made.client() as http:
        for method, path in PATHS:
            assert (await http.request(method, path.format(id=uuid7()), json={})).status_code == 401


@pytest.mark.parametrize(("method", "path"), [("PUT", "/v1/pools/pool-ia"), ("POST", "/v1/pools/pool-ia/what-if")])
async def test_rules_without_a_body_are_a_mistake_and_not_a_5xx(matching: Any, method: str, path: str) -> None:
    async with matching.made.client(PROGRAM_ADMIN, counties=("19153",)) as http:
        answer = await http.request(method, path, content=b"", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:peerbridge:problem:invalid-request")


@pytest.mark.parametrize(
    "body", [{"county": "00000"}, {"county": "99999"}, {"county": "19153", "service_counties": ["03001"]}]
)
async def test_digits_that_are_no_county_begin_no_state_of_their_own(matching: Any, body: dict[str, Any]) -> None:
    partner = uuid7()
    refused = await matching.call("PUT", f"/v1/partners/{partner}/profile", body, role=PARTNER, person=partner)
    assert (refused.status_code, refused.json()["errors"][0]["rule"]) == (422, "no_such_county")
    assert set(matching.made.terms) <= {"19"}
