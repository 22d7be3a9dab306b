"""Lost facts are listed and acknowledged; a Kafka that lost its tail is mended in the one right order, over real HTTP."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

Run = Callable[..., Any]
Serve = Callable[[FastAPI], str]
TOPICS = ("peerbridge.cases", "peerbridge.partners")
JOB = str(uuid4())


@pytest.fixture
def asked() -> list[tuple[str, Any]]:
    return []


def fact(number: int) -> dict[str, Any]:
    return {"event_id": f"{number:04}", "type": "peerbridge.PartnerHired.v1", "county": "19153", "state": "open"}


@pytest.fixture
def matching(serve: Serve, asked: list[tuple[str, Any]]) -> str:
    app = FastAPI()
    looks = iter(range(100))

    @app.get("/ops/v1/lost")
    def lost(state: str | None = None, after: str = "", limit: int = 100) -> list[dict[str, Any]]:
        return [each for n in range(1500) if (each := fact(n))["event_id"] > after and state in (None, "open")][:limit]

    @app.get("/ops/v1/log")
    def log(since: str) -> list[dict[str, Any]]:
        assert since == "2026-11-22T03:00:00Z"
        return [{"topic": topic, "partition": 0, "next_offset": 100, "since": 70, "end": 80} for topic in TOPICS]

    @app.get("/ops/v1/status")
    def status() -> dict[str, Any]:
        return {"paused": {"peerbridge.partners": "for a reason of its own"}}

    @app.get("/ops/v1/jobs/{job}")
    def job(job: str) -> dict[str, Any]:
        asked.append(("look", job))
        look = next(looks)
        done = None if look == 0 else "2026-11-22T04:00:00Z"
        return {"done_at": done, "failed": None, "outbox_rows": 5 if look == 1 else 0, "outbox_oldest_seconds": 99}

    @app.post("/{path:path}")
    async def post(path: str, request: Request) -> Response:
        asked.append((path.removeprefix("ops/v1/"), await request.json()))
        if path.endswith("acknowledgements"):
            return JSONResponse({"acknowledged": 2})
        return JSONResponse([{"partition": 0}] if path.endswith("back") else {"job": JOB})

    return serve(app)


def test_lost_facts_are_listed_page_by_page(run: Run, matching: str) -> None:
    ended = run("lost", "list", "-s", "matching", MATCHING_URL=matching, TOKEN="t")
    assert (ended.code, "1,500 facts" in ended.err, ended.out.count("PartnerHired")) == (0, True, 1500)
    assert (
        "0 facts"
        in run("lost", "list", "-s", "matching", "--state", "acknowledged", MATCHING_URL=matching, TOKEN="t").err
    )


def test_facts_are_acknowledged_by_what_they_have_in_common_and_never_without_a_choice(
    run: Run, matching: str, asked: list[tuple[str, Any]]
) -> None:
    words = ("lost", "acknowledge", "-s", "matching", "--reason", "entered again")
    assert run(*words, MATCHING_URL=matching, TOKEN="t").code == 2
    ended = run(*words, "--county", "19153", MATCHING_URL=matching, TOKEN="t")
    assert (ended.code, ended.out.split()) == (0, ["acknowledged:", "2"])
    assert asked == [("lost/acknowledgements", {"county": "19153", "reason": "entered again"})]


def test_a_dry_run_says_what_is_missing_and_does_nothing(run: Run, matching: str, asked: list[tuple[str, Any]]) -> None:
    words = ("recover", "kafka", "--since", "2026-11-22T03:00:00", "--dry-run")
    ended = run(*words, MATCHING_URL=matching, TOKEN="t")
    assert (ended.code, asked) == (0, [])
    rows = [line.split() for line in ended.out.splitlines()[1:]]
    assert rows == [["matching", topic, "20", "10"] for topic in TOPICS]


def test_a_kafka_that_lost_its_tail_is_mended_in_the_one_right_order(
    run: Run, matching: str, asked: list[tuple[str, Any]]
) -> None:
    ended = run("recover", "kafka", "--since", "2026-11-22T03:00:00", MATCHING_URL=matching, TOKEN="t")
    assert ended.code == 0, ended.err
    since = {"since": "2026-11-22T03:00:00Z"}
    why = {"reason": "Kafka lost its tail"}
    assert asked == [
        *((f"subscribers/{topic}/pause", why) for topic in TOPICS),
        ("republish", since),
        *[("look", JOB)] * 3,
        ("positions/back", {**since, **why}),
        ("subscribers/peerbridge.cases/resume", why),
    ]


def test_what_cannot_be_published_again_in_time_leaves_all_paused_and_says_so(
    run: Run, matching: str, asked: list[tuple[str, Any]]
) -> None:
    words = ("recover", "kafka", "--since", "2026-11-22T03:00:00", "--patience", "0")
    ended = run(*words, MATCHING_URL=matching, TOKEN="t")
    assert (ended.code, "stay paused" in ended.err) == (4, True)
    assert [path for path, _ in asked if "resume" in path or "back" in path] == []
