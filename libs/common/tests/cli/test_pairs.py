"""A coordinator's choice from the command line, over real HTTP."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

Run = Callable[..., Any]
Serve = Callable[[FastAPI], str]
REQUEST, PARTNER, PROPOSAL = (str(uuid4()) for _ in range(3))
FULL = {"rule": "capacity", "words": "The partner has no free place.", "words_es": "…"}
CANDIDATES = {
    "possible": 1,
    "candidates": [
        {"partner": PARTNER, "program": "iowa", "county": "19153", "total": 700, "why_not": []},
        {"partner": str(uuid4()), "program": "iowa", "county": "19153", "total": 900, "why_not": [FULL]},
    ],
}
WHY = {
    "chosen": {"words": "A coordinator chose this pair.", "words_es": "…"},
    "total": 700,
    "points": [{"points": 100, "most": 400, "words": "speaks to the family"}],
    "others": [{"partner": str(uuid4()), "program": "iowa", "why_not": [FULL]}],
}


@pytest.fixture
def asked() -> list[Any]:
    return []


@pytest.fixture
def pair(run: Run, serve: Serve, asked: list[Any]) -> Run:
    """Runs `peerbridge pair` against a matching that takes one partner and refuses others."""
    app = FastAPI()

    @app.get(f"/v1/requests/{REQUEST}/candidates")
    def candidates(limit: int) -> dict[str, Any]:
        asked.append(limit)
        return CANDIDATES

    @app.post(f"/v1/requests/{REQUEST}/proposals")
    async def choose(request: Request) -> Response:
        body = await request.json()
        asked.append((request.headers["authorization"], body))
        if body["partner"] != PARTNER:
            detail = "Nobody may override what stands between the two: The partner has no free place."
            told = {"type": "urn:x", "title": "Pair breaks rules", "detail": detail, "why_not": [FULL]}
            return JSONResponse(told, 409, media_type="application/problem+json")
        return JSONResponse({"proposal": PROPOSAL, "expires_on": "2026-01-12"}, 201)

    @app.get(f"/v1/proposals/{PROPOSAL}/why")
    def why() -> dict[str, Any]:
        return WHY

    @app.get(f"/v1/proposals/{REQUEST}/why")
    def odd() -> list[int]:
        return []

    address = serve(app)
    return lambda *words: run("pair", *words, MATCHING_URL=address, TOKEN="a.b.c")


def test_candidates_are_listed_with_what_stands_in_the_way(pair: Run, asked: list[Any]) -> None:
    ended = pair("candidates", REQUEST, "--limit", 7)
    assert (ended.code, asked) == (0, [7])
    lines = ended.out.splitlines()
    assert "700" in lines[1]
    assert lines[2].endswith("The partner has no free place.")
    assert "1 possible" in ended.err


def test_a_choice_is_sent_with_its_reason_and_answered_with_the_proposal(pair: Run, asked: list[Any]) -> None:
    ended = pair("choose", REQUEST, PARTNER, "--program", "iowa", "--reason", "known_fit")
    assert (ended.code, ended.out.strip()) == (0, f"proposal: {PROPOSAL}")
    assert asked == [("Bearer a.b.c", {"partner": PARTNER, "program": "iowa", "reason": "known_fit"})]


def test_what_cannot_be_overridden_is_said_in_words(pair: Run) -> None:
    ended = pair("choose", REQUEST, uuid4(), "--program", "iowa", "--reason", "other")
    assert ended.code == 4
    assert "The partner has no free place." in ended.err


def test_why_tells_the_points_and_the_others(pair: Run) -> None:
    ended = pair("why", PROPOSAL)
    assert ended.code == 0
    assert "A coordinator chose this pair. 700 points:" in ended.out
    assert "100 of 400: speaks to the family" in ended.out
    assert "The partner has no free place." in ended.out


@pytest.mark.parametrize(("words", "code"), [(("why", REQUEST), 4), (("why", uuid4()), 4), (("choose", REQUEST), 2)])
def test_what_cannot_be_answered_ends_with_a_line(pair: Run, words: tuple[object, ...], code: int) -> None:
    assert pair(*words).code == code
