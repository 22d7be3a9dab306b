"""Operations of all services in one place: what is away is shown as away, and a command is the reader's own."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from peerbridge.identity import CASEWORKER, COORDINATOR, PLATFORM_OPERATOR, PROGRAM_ADMIN
from peerbridge.ids import uuid7

POLK = "19153"
TOPIC = "peerbridge.matches"


class Neighbours:
    """The other services as the console calls them; one may be away."""

    def __init__(self) -> None:
        self.away: set[str] = set()
        self.asked: list[tuple[str, str, Any, str]] = []
        self.state, self.refuses = "reading", 200
        self.parked: list[dict[str, Any]] = []
        self.lost: list[dict[str, Any]] = []
        self.open = True
        self.names: dict[str, str] = {}

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """One request of the console's."""
        service, path = request.url.host.split(".")[0], request.url.path
        if service in self.away:
            raise httpx.ConnectError("away")
        if request.method == "POST":
            body = json.loads(request.content)
            self.asked.append((service, path, body, request.headers["authorization"]))
            return httpx.Response(self.refuses, json={"names": self.names} if path.endswith("lookups") else {"keys": 1})
        known = {
            "/health": {
                "database": True,
                "opening": {"open": self.open},
                "subscribers": {TOPIC: {"state": self.state}},
            },
            "/ops/v1/parked": self.parked,
            "/ops/v1/lost": self.lost,
            "/ops/v1/status": {"subscribers": {TOPIC: self.state}, "paused": {}, "relay_elected_here": True},
        }
        return httpx.Response(200, json=known[path])


@pytest.fixture
async def neighbours(console: Any) -> AsyncIterator[Neighbours]:
    """Four services, each at an address of its own."""
    made, parts = Neighbours(), console.service.app.state.console
    parts.operations.http._clients[False] = httpx.AsyncClient(transport=httpx.MockTransport(made.answer))
    parts.operations.urls = {
        name: f"https://{name}.test" for name in ("recruitment", "matching", "supervision", "notification")
    }
    parts.people.url = "https://notification.test"
    yield made
    await parts.operations.http.close()


def parked(key: UUID) -> dict[str, Any]:
    return {
        "id": 1, "topic": TOPIC, "key": str(key), "partition": 0, "offset": 1, "event_id": str(uuid7()), "type": None,
        "county": POLK, "fingerprint": "KeyError/-/-/begin.py:1", "parked_at": "2026-01-01T00:00:00Z", "dead": True, "attempt": 5,
        "next_attempt_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip


async def test_a_service_that_does_not_answer_is_shown_as_such_and_the_others_as_they_are(
    console: Any, neighbours: Neighbours
) -> None:
    neighbours.away = {"supervision"}
    async with console.client(PROGRAM_ADMIN, counties=(POLK,)) as http:
        page, strip = (await http.get("/operations")).text, (await http.get("/status")).text
    assert page.count("Does not answer") == 1
    assert "A service does not answer" in strip
    neighbours.away, neighbours.state = set(), "held"
    async with console.client(PROGRAM_ADMIN, counties=(POLK,)) as http:
        assert "A service needs a look" in (await http.get("/status")).text
        neighbours.state = "working"
        assert "All services are well" in (await http.get("/status")).text


@pytest.mark.parametrize("action", ["retry", "discard", "pause", "resume"])
async def test_a_command_goes_to_the_service_in_the_readers_own_name(
    console: Any, neighbours: Neighbours, action: str
) -> None:
    key = uuid7()
    neighbours.parked = [parked(key)]
    async with console.client(PLATFORM_OPERATOR, counties=(POLK,)) as http:
        page = (await http.get("/operations")).text
        sent = {"service": "matching", "topic": TOPIC, "key": str(key), "reason": "seen"}
        done = await http.post(f"/operations/{action}", data=sent)
        token = http.headers["authorization"]
    assert str(key) in page
    assert done.headers["location"] == f"/operations?done={action}#outcome"
    service, path, body, authorization = neighbours.asked[-1]
    assert (service, authorization) == ("matching", token)
    assert path == (
        f"/ops/v1/parked/{action}" if action in ("retry", "discard") else f"/ops/v1/subscribers/{TOPIC}/{action}"
    )
    assert body.get("reason") == (None if action == "retry" else "seen")


async def test_what_a_restore_lost_is_listed_and_acknowledged_by_whoever_may_enter_it_again(
    console: Any, neighbours: Neighbours
) -> None:
    event, key = str(uuid7()), str(uuid7())
    neighbours.lost = [{
        "event_id": event, "topic": TOPIC, "key": key, "type": "peerbridge.SupportRequested.v1", "county": POLK,
        "time": "2026-01-05T18:00:00Z", "state": "open",
    }]  # fmt: skip
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        page = (await http.get("/operations")).text
        assert (key in page, "SupportRequested" in page, "2026-01-05 18:00" in page) == (True, True, True)
        sent = {"service": "matching", "topic": TOPIC, "key": event, "reason": "asked for again"}
        done = await http.post("/operations/acknowledge", data=sent)
    assert done.headers["location"] == "/operations?done=acknowledge#outcome"
    _, path, body, _ = neighbours.asked[-1]
    assert (path, body) == ("/ops/v1/lost/acknowledgements", {"event_id": event, "reason": "asked for again"})


async def test_a_service_that_compares_its_database_with_its_topics_says_so(
    console: Any, neighbours: Neighbours
) -> None:
    neighbours.open = False
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        assert "It takes no commands yet" in (await http.get("/operations")).text
        assert "A service needs a look" in (await http.get("/status")).text


@pytest.mark.parametrize(("status", "told"), [(403, "refused"), (404, "gone"), (503, "away"), (500, "away")])
async def test_a_refusal_is_told_with_what_to_do(console: Any, neighbours: Neighbours, status: int, told: str) -> None:
    neighbours.refuses = status
    async with console.client(PROGRAM_ADMIN, counties=(POLK,)) as http:
        done = await http.post("/operations/retry", data={"service": "matching", "topic": TOPIC, "key": "k"})
        assert done.headers["location"] == f"/operations?done={told}#outcome"
        assert (await http.get(done.headers["location"])).status_code == 200


async def test_what_is_no_service_or_topic_gets_no_command(console: Any, neighbours: Neighbours) -> None:
    async with console.client(PLATFORM_OPERATOR) as http:
        for sent in ({"service": "evil.example", "topic": TOPIC}, {"service": "matching", "topic": "../../v1/x"}):
            assert (await http.post("/operations/retry", data=sent)).status_code == 404
    assert neighbours.asked == []


async def test_only_operators_may_decide(console: Any, neighbours: Neighbours) -> None:
    neighbours.parked = [parked(uuid7())]
    for role, shown in ((PROGRAM_ADMIN, True), (COORDINATOR, False), (CASEWORKER, False)):
        async with console.client(role, counties=(POLK,)) as http:
            assert ("Decide" in (await http.get("/operations")).text) == shown
    async with console.client(CASEWORKER, counties=(POLK,)) as http:
        assert (await http.post("/operations/retry", data={"service": "matching", "topic": TOPIC})).status_code == 403


async def test_names_are_asked_for_when_they_are_shown_and_not_kept(
    console: Any, neighbours: Neighbours, life: Any
) -> None:
    partner = uuid7()
    case = await life.asks_for_partner(POLK, life.iowa, partner)
    neighbours.names = {str(partner): "Janelle Brooks"}
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        page = (await http.get(f"/cases/{case}")).text
        assert "Janelle Brooks" in page
        assert neighbours.asked[-1][3] == http.headers["authorization"]
        assert str(partner) in neighbours.asked[-1][2]["people"]
        neighbours.away = {"notification"}
        without = (await http.get(f"/cases/{case}")).text
    assert "The people directory does not answer" in without
    assert str(partner)[-8:] in without
    kept = [json.dumps([str(value) for value in row]) for row in await console.owner("SELECT * FROM event")]
    assert not any("Janelle" in row for row in kept)


async def test_a_role_that_knows_nobody_by_name_sees_ids_and_no_alarm(
    console: Any, neighbours: Neighbours, life: Any
) -> None:
    case = await life.asks_for_partner(POLK, life.iowa, uuid7())
    neighbours.refuses = 403
    async with console.client(PLATFORM_OPERATOR, counties=(POLK,)) as http:
        assert "does not answer, so people" not in (await http.get(f"/cases/{case}")).text
