"""Parked events, subscribers, positions, tokens and health, each over real HTTP."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

Run = Callable[..., Any]
Serve = Callable[[FastAPI], str]
TOPIC = "peerbridge.cases"


def parked_event(number: int) -> dict[str, Any]:
    return {"id": number, "topic": TOPIC, "key": f"key-{number}", "county": "19153", "dead": number % 2 == 0}


@pytest.fixture
def asked() -> list[tuple[str, str, Any]]:
    return []


@pytest.fixture
def matching(serve: Serve, asked: list[tuple[str, str, Any]]) -> str:
    app = FastAPI()

    @app.get("/ops/v1/parked")
    def parked(state: str | None = None, after: int = 0, limit: int = 100) -> list[dict[str, Any]]:
        events = [parked_event(number) for number in range(1, 1502)]
        chosen = [event for event in events if state is None or event["dead"] == (state == "dead")]
        return [event for event in chosen if event["id"] > after][:limit]

    @app.get("/ops/v1/positions")
    def positions() -> list[dict[str, Any]]:
        return [{"topic": TOPIC, "partition": 3, "next_offset": 17}]

    @app.get("/ops/v1/status")
    def status() -> dict[str, Any]:
        return {"service": "matching", "subscribers": {TOPIC: "hearing"}, "paused": {}}

    @app.get("/health/ready")
    def ready() -> dict[str, bool]:
        return {"ready": True}

    @app.post("/{path:path}")
    async def post(path: str, request: Request) -> Response:
        body = await request.json()
        asked.append((request.headers.get("authorization", ""), path, body))
        if "unknown" in str(body) or "unknown" in path:
            told = {"type": "urn:x", "title": "Not visible", "detail": "There is no such thing. Look at the list."}
            return JSONResponse(told, 404, media_type="application/problem+json")
        return JSONResponse({"access_token": "a.b.c"} if path == "demo/token" else {"keys": 1})

    return serve(app)


@pytest.fixture
def operate(run: Run, matching: str) -> Run:
    return lambda *words, **more: run(*words, **{"TOKEN": "good", "MATCHING_URL": matching, **more})


def test_every_page_of_parked_events_is_listed(operate: Run) -> None:
    ended = operate("parked", "list", "-s", "matching")
    assert ended.code == 0
    assert "key-1501" in ended.out
    assert ended.err == "1,501 failed events.\n"


def test_dead_ones_are_listed_apart(operate: Run) -> None:
    assert operate("dead", "list", "--service", "matching").err == "750 failed events.\n"
    assert operate("parked", "list", "-s", "matching", "--state", "retrying").err == "751 failed events.\n"


def test_one_key_is_shown_whole(operate: Run) -> None:
    ended = operate("parked", "show", "-s", "matching", "--topic", TOPIC, "--key", "key-1200")
    assert "key: key-1200\n" in ended.out
    assert "dead: yes\n" in ended.out
    assert operate("parked", "show", "-s", "matching", "--topic", TOPIC, "--key", "no").code == 4


@pytest.mark.parametrize(
    ("words", "path", "body"),
    [
        (["parked", "retry", "--topic", TOPIC, "--key", "k"], "ops/v1/parked/retry", {"topic": TOPIC, "key": "k"}),
        (["parked", "retry", "--fingerprint", "f"], "ops/v1/parked/retry", {"fingerprint": "f"}),
        (
            ["dead", "discard", "--topic", TOPIC, "--key", "k", "--reason", "twice"],
            "ops/v1/parked/discard",
            {"topic": TOPIC, "key": "k", "reason": "twice"},
        ),
        (["pause", TOPIC, "--reason", "r"], f"ops/v1/subscribers/{TOPIC}/pause", {"reason": "r"}),
        (["resume", TOPIC, "--reason", "r"], f"ops/v1/subscribers/{TOPIC}/resume", {"reason": "r"}),
        (
            ["positions", "--topic", TOPIC, "--partition", "0", "--next-offset", "5", "--reason", "r"],
            "ops/v1/positions",
            {"topic": TOPIC, "partition": 0, "next_offset": 5, "reason": "r"},
        ),
        (["republish", "--since", "2026-01-05"], "ops/v1/republish", {"since": "2026-01-05T00:00:00Z"}),
    ],
)
def test_an_operation_is_asked_of_the_service_under_the_token(
    operate: Run, asked: list[tuple[str, str, Any]], words: list[str], path: str, body: dict[str, Any]
) -> None:
    assert operate(*words, "-s", "matching").code == 0
    assert asked == [("Bearer good", path, body)]


def test_positions_and_status_are_shown(operate: Run) -> None:
    assert operate("positions", "-s", "matching").out.splitlines()[1].split() == [TOPIC, "3", "17"]
    assert f"subscribers.{TOPIC}: hearing" in operate("status", "-s", "matching").out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["parked", "retry", "-s", "matching"], 2, "Say either --topic and --key, or --fingerprint."),
        (["parked", "retry", "-s", "matching", "--fingerprint", "unknown"], 4, "Look at the list. [404]"),
        (["parked", "list", "-s", "mailing"], 2, "There is no service 'mailing'."),
        (["parked", "list", "-s", "matching", "--url", "ftp://x"], 2, "is no address"),
        (["parked", "list", "-s", "matching", "--url", "http://127.0.0.1:1"], 5, "does not answer"),
        (["positions", "-s", "matching", "--topic", TOPIC], 2, "A position is set whole."),
        (["republish", "-s", "matching", "--since", "yesterday"], 2, "since"),
        (["pause", "unknown", "-s", "matching", "--reason", "r"], 4, "no such thing"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(operate: Run, words: list[str], code: int, says: str) -> None:
    ended = operate(*words)
    assert ended.code == code
    assert says in ended.err


def test_an_error_page_of_something_else_is_not_printed(run: Run, serve: Serve) -> None:
    app = FastAPI()
    app.add_api_route("/{path:path}", lambda: PlainTextResponse("<html>" * 1000, 500))
    ended = run("status", "-s", "matching", TOKEN="good", MATCHING_URL=serve(app))
    assert ended.code == 4
    assert ended.err == "matching: HTTP 500 without an explanation. Is this the service's address?\n"


def test_a_success_that_is_no_json_is_no_success(run: Run, serve: Serve) -> None:
    app = FastAPI()
    app.add_api_route("/{path:path}", lambda: PlainTextResponse("<html>Welcome"))
    ended = run("status", "-s", "matching", TOKEN="good", MATCHING_URL=serve(app))
    assert ended.code == 4
    assert "Is this the service's address?" in ended.err


def test_health_tells_which_services_are_ready(operate: Run) -> None:
    assert operate("health").out.splitlines()[1].split()[:2] == ["matching", "yes"]
    ended = operate("health", CONSOLE_URL="http://127.0.0.1:1")
    assert ended.code == 5
    assert "Not ready: console." in ended.err


def test_a_token_is_printed_alone(operate: Run, matching: str, asked: list[tuple[str, str, Any]]) -> None:
    ended = operate("token", "--role", "caseworker", "--county", "19153", "--minutes", "5", OIDC_ISSUER=matching)
    assert ended.out == "a.b.c\n"
    assert asked == [("", "demo/token", {"roles": ["caseworker"], "counties": ["19153"], "minutes": 5})]


def test_a_token_carries_counties_or_one_person(operate: Run, matching: str) -> None:
    person = str(uuid4())
    assert operate("token", "--role", "parent", "--person", person, OIDC_ISSUER=matching).code == 0
    both = operate("token", "--role", "parent", "--person", person, "--county", "19153", OIDC_ISSUER=matching)
    assert both.code == 2
    assert operate("token", "--role", "caseworker", "--county", "Polk", OIDC_ISSUER=matching).code == 2
    assert operate("token", "--role", "caseworker").code == 2
