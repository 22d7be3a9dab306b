"""Programs' files: checked here, published by recruitment, compared with what is published."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException, Request

from peerbridge.cli.effects import effect_lines
from peerbridge.programs import program_files

Run = Callable[..., Any]
Serve = Callable[[FastAPI], str]
PROGRAMS = next(
    up / "programs" for up in Path(__file__).resolve().parents if (up / "programs" / "start-kentucky.yaml").exists()
)
KENTUCKY, IOWAS_POOL = PROGRAMS / "start-kentucky.yaml", PROGRAMS / "pool-ia.yaml"


@pytest.fixture
def published() -> dict[str, Any]:
    return {}


@pytest.fixture
def programs(run: Run, serve: Serve, published: dict[str, Any]) -> Run:
    """Runs `peerbridge programs` against a recruitment that keeps policies."""
    app = FastAPI()

    @app.put("/v1/programs/{program}")
    async def put(program: str, request: Request) -> dict[str, Any]:
        published[program] = await request.json()
        return {"program": program, "version": 3}

    @app.get("/v1/programs/{program}")
    async def get(program: str) -> dict[str, Any]:
        if program not in published:
            raise HTTPException(404)
        return {"program": program, "version": 3, "policy": published[program]}

    @app.post("/v1/programs/{program}/effects")
    async def effects(request: Request) -> dict[str, Any]:
        if (await request.json())["wait_months"] == 0:
            raise HTTPException(403)
        known = dict.fromkeys(("newly_eligible", "no_longer_eligible", "sooner", "in_pool", "applications"), 0)
        return {"counties": [{"county": "21111", **known, "later": 4, "partners": 2}]}

    figures: dict[str, Any] = dict.fromkeys(
        ("waiting", "families", "fit_total", "language_asked", "language_served"), 3
    )
    figures |= {"most_served": 3, "worst_county": None, "worst_p90_days": None}

    @app.post("/v1/pools/{pool}/what-if")
    async def try_pool(request: Request) -> dict[str, Any]:
        told = {**figures, "fit_mean": 700.5, "objective": (await request.json())["objective"]}
        today = {**told, "objective": "best_fit", "families": 2, "worst_county": "19153", "worst_p90_days": 41}
        return {"today": today, "proposed": told, "changed": 1}

    @app.put("/v1/pools/{pool}")
    async def put_pool(pool: str, request: Request) -> dict[str, Any]:
        published[pool] = await request.json()
        return {"pool": pool, "version": 4, "outcome": "published"}

    url = serve(app)
    return lambda *words: run("programs", *words, TOKEN="good", RECRUITMENT_URL=url, MATCHING_URL=url)


def test_all_programs_are_good_and_are_applied(programs: Run, published: dict[str, Any]) -> None:
    files = program_files(PROGRAMS)
    ended = programs("apply", *files)
    assert ended.code == 0
    assert len(published) == len(files)
    assert published["start-kentucky"]["state"] == "KY"
    assert "start-kentucky: version 3" in ended.out


def test_nothing_is_sent_where_one_file_is_at_fault(programs: Run, published: dict[str, Any], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(KENTUCKY.read_text().replace("state: {value: KY", "state: {value: ZZ"))
    ended = programs("apply", KENTUCKY, wrong)
    assert ended.code == 3
    assert f"{wrong}:" in ended.err
    assert "1 of 2 files are at fault. Nothing was sent." in ended.err
    assert published == {}


def test_a_pool_is_checked_by_line_tried_and_published(
    programs: Run, published: dict[str, Any], tmp_path: Path
) -> None:
    assert "pool-ia.yaml: pool-ia, most_families" in programs("check", IOWAS_POOL).out
    wrong = tmp_path / "pool-wrong.yaml"
    wrong.write_text(IOWAS_POOL.read_text().replace("strong_needs: 400", "strong_needs: 4000"))
    ended = programs("apply", KENTUCKY, wrong)
    assert (ended.code, published) == (3, {})
    assert f"{wrong}:" in ended.err
    assert "points: add up to 4600: a pair has 1 to 1000 points" in ended.err
    tried = programs("what-if", IOWAS_POOL)
    assert published == {}
    assert "objective: best_fit -> most_families" in tried.out
    assert "families: 2 -> 3" in tried.out
    assert "  most served: 3 -> 3\n" in tried.out
    assert "  worst county: 19153 -> -\n  worst p90 days: 41 -> -\n" in tried.out
    applied = programs("apply", IOWAS_POOL)
    assert "families: 2 -> 3" in applied.out
    assert "pool-ia: version 4" in applied.out
    assert published["pool-ia"]["priority"]["most"] == 3900


def test_check_needs_no_system(run: Run, tmp_path: Path) -> None:
    assert run("programs", "check", KENTUCKY).code == 0
    (tmp_path / "x.yaml").write_bytes(b"\xff\xfe")
    assert run("programs", "check", tmp_path / "x.yaml").code == 3


def test_diff_names_each_value_that_differs(programs: Run, tmp_path: Path) -> None:
    assert "not published yet" in programs("diff", KENTUCKY).err
    programs("apply", KENTUCKY)
    same = programs("diff", KENTUCKY)
    assert (same.code, same.out) == (0, "")
    changed = tmp_path / "changed.yaml"
    changed.write_text(KENTUCKY.read_text().replace("wait_months:\n  value: 6", "wait_months:\n  value: 12"))
    ended = programs("diff", changed)
    assert ended.code == 1
    assert ended.out == (
        "~ wait_months: 6 -> 12\n"
        "in all: 4 later; stay as decided: 2 certified\n"
        "21111: 4 later; stay as decided: 2 certified\n"
    )


def test_whom_it_affects_is_not_told_to_everybody(programs: Run, tmp_path: Path) -> None:
    changed = tmp_path / "changed.yaml"
    changed.write_text(KENTUCKY.read_text().replace("wait_months:\n  value: 6", "wait_months:\n  value: 0"))
    programs("apply", KENTUCKY)
    ended = programs("diff", changed)
    assert (ended.code, ended.out) == (1, "~ wait_months: 6 -> 0\n")
    assert "program_admin" in ended.err


def test_a_policy_for_nobody_says_so() -> None:
    assert list(effect_lines([])) == ["It affects nobody: no parent of its counties is known."]


def test_check_names_the_gaps_of_a_curriculum(run: Run) -> None:
    ended = run("programs", "check", PROGRAMS / "parent-partner-mentoring-colorado.yaml")
    assert "no training teaches service-array, navigation (P59)" in ended.out
    assert "P59" not in run("programs", "check", PROGRAMS / "parents-for-parents-washington.yaml").out
