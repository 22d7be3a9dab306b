"""Files posted to recruitment: in order, each chunk under its key, and again without harm."""

import csv
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from peerbridge.intake.generator import Plan, write_file

Run = Callable[..., Any]
Serve = Callable[[FastAPI], str]
HEADER = "source,source_case,removal,exit,opened_on,closed_on,code_list,exit_reason,county\n"


class Recruitment:
    """What the contract says of recruitment's two entrances: an answer per line, answers kept by their keys."""

    def __init__(self) -> None:
        self.app = FastAPI()
        self.app.add_api_route("/v1/case-closures", self.take, methods=["POST"])
        self.app.add_api_route("/v1/case-openings", self.take, methods=["POST"])
        self.known: dict[tuple[object, ...], dict[str, Any]] = {}
        self.kept: dict[str, bytes] = {}
        self.requests: list[tuple[str, list[dict[str, Any]]]] = []
        self.fail: list[int] = []

    async def take(self, request: Request) -> Response:
        """The answer kept under the key, or one for each line."""
        if request.headers["authorization"] != "Bearer good":
            told = {"type": "urn:x", "title": "Token refused", "detail": "The token has expired. Sign in again."}
            return JSONResponse(told, 401, media_type="application/problem+json")
        if self.fail:
            return Response(status_code=self.fail.pop(0))
        assert request.headers["content-type"] == "application/x-ndjson"
        key = request.headers["idempotency-key"]
        if key in self.kept:
            return Response(self.kept[key], headers={"Idempotency-Replayed": "true"}, media_type="application/json")
        lines = [json.loads(line) for line in (await request.body()).splitlines()]
        self.requests.append((request.url.path, lines))
        self.kept[key] = json.dumps([self.answer(number, line) for number, line in enumerate(lines, 1)]).encode()
        return Response(self.kept[key], media_type="application/json")

    def answer(self, number: int, line: dict[str, Any]) -> dict[str, Any]:
        """What became of a line."""
        key = tuple(line.get(name) for name in ("source", "source_case", "removal", "exit"))
        before, self.known[key] = self.known.get(key), line
        if line["source_case"] == "BAD":
            return {"line": number, "outcome": "refused", "rule": "county_not_held", "reason": "Not your county."}
        if line["county"].endswith("999"):
            return {"line": number, "outcome": "waiting_for_county"}
        outcome = "accepted" if before is None else "unchanged" if before == line else "corrected"
        return {"line": number, "outcome": outcome, "case": "0190-case"}


@pytest.fixture
def recruitment() -> Recruitment:
    return Recruitment()


@pytest.fixture
def post(run: Run, serve: Serve, recruitment: Recruitment) -> Run:
    """Runs an import against recruitment."""
    url = serve(recruitment.app)
    return lambda *words, **environment: run(
        "import", *words, "--today", "2026-01-05", **{"TOKEN": "good", "RECRUITMENT_URL": url, **environment}
    )


def written(path: Path, form: str, **plan: Any) -> Path:
    write_file(Plan(counties=("19153", "19113"), **plan), form, path)
    return path


def test_a_file_is_posted_in_chunks_of_at_most_a_thousand_in_order(
    post: Run, recruitment: Recruitment, tmp_path: Path
) -> None:
    ended = post("afcars", written(tmp_path / "f.xml", "afcars", children=3000))
    assert ended.code == 0
    assert len(recruitment.requests) == 6
    assert max(len(lines) for _, lines in recruitment.requests) <= 1000
    for path in ("/v1/case-closures", "/v1/case-openings"):
        cases = [line["source_case"] for at, lines in recruitment.requests if at == path for line in lines]
        assert cases == sorted(cases)
    assert "3,1" in ended.err
    assert "0 refused" in ended.err


def test_the_openings_of_a_case_are_posted_before_its_closures(
    post: Run, recruitment: Recruitment, tmp_path: Path
) -> None:
    file = tmp_path / "f.csv"
    rows = ["s,C1,1,1,2020-01-01,2021-01-01,afcars_2020,1,19153", "s,C1,2,,2022-01-01,,,,19153"]
    rows += ["s,C1,2,1,2022-01-01,2023-01-01,afcars_2020,1,19153"]
    file.write_text(HEADER + "\n".join(rows) + "\n")
    assert post("csv", file).code == 0
    posted = [(path, len(lines)) for path, lines in recruitment.requests]
    assert posted == [("/v1/case-openings", 1), ("/v1/case-closures", 2)]


def test_a_second_run_changes_nothing_and_says_so(post: Run, recruitment: Recruitment, tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", "csv", children=50)
    first, again = post("csv", file), post("csv", file)
    sent = sum(len(lines) for _, lines in recruitment.requests)
    assert first.err.startswith(f"{sent} accepted")
    assert f"0 accepted · 0 corrected · {sent} unchanged" in again.err


def test_a_corrected_file_corrects(post: Run, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text(HEADER + "s,C1,1,1,2020-01-01,2021-01-01,afcars_2020,1,19153\n")
    post("csv", file)
    file.write_text(HEADER + "s,C1,1,1,2020-01-01,2021-01-01,afcars_2020,3,19153\n")
    assert "0 accepted · 1 corrected" in post("csv", file).err


def test_the_result_file_names_every_row(post: Run, tmp_path: Path) -> None:
    file, result = tmp_path / "f.csv", tmp_path / "result.csv"
    rows = ["s,C1,1,1,,2021-01-01,afcars_2020,1,19153", "s,BAD,1,1,,2021-01-01,afcars_2020,1,06037"]
    rows += ["s,C3,1,1,,2021-01-01,,1,19153", "s,C4,1,1,,2021-01-01,afcars_2020,1,19999", "s,=C5,1,1,,2031-01-01,,1,1"]
    file.write_text(HEADER + "\n".join(rows) + "\n")
    ended = post("csv", file, "--result", result)
    assert ended.code == 1
    assert "1 accepted · 0 corrected · 0 unchanged · 1 waiting for county · 3 refused" in ended.err
    found = {row["line"]: row for row in csv.DictReader(result.read_text().splitlines())}
    assert {line: (row["outcome"], row["rule"]) for line, row in found.items()} == {
        "2": ("accepted", ""),
        "3": ("refused", "county_not_held"),
        "4": ("refused", "missing_code_list"),
        "5": ("waiting_for_county", ""),
        "6": ("refused", "date_in_future"),
    }
    assert found["2"]["case"] == "0190-case"
    assert found["6"]["record"] == "'=C5"


def test_rows_before_a_break_are_posted_and_the_break_is_named(
    post: Run, recruitment: Recruitment, tmp_path: Path
) -> None:
    file = tmp_path / "f.xml"
    write_file(Plan(children=100, counties=("19153",)), "afcars", file, damage="truncated")
    ended = post("afcars", file)
    assert ended.code == 3
    assert "ends in the middle" in ended.err
    assert sum(len(lines) for _, lines in recruitment.requests) >= 50
    assert "accepted" in ended.err


def test_a_recruitment_that_is_busy_is_asked_again(post: Run, recruitment: Recruitment, tmp_path: Path) -> None:
    recruitment.fail = [503, 502]
    ended = post("csv", written(tmp_path / "f.csv", "csv", children=10), "--patience", "10")
    assert ended.code == 0
    assert "accepted" in ended.err


def test_a_recruitment_that_comes_back_is_waited_for(
    run: Run, start: Callable[[FastAPI, int], None], port: int, recruitment: Recruitment, tmp_path: Path
) -> None:
    later = threading.Timer(0.5, start, (recruitment.app, port))
    later.start()
    file = written(tmp_path / "f.csv", "csv", children=10)
    ended = run("import", "csv", file, "--patience", "20", "--url", f"http://127.0.0.1:{port}", "--token", "good")
    later.join()
    assert ended.code == 0


def test_a_recruitment_that_stays_away_is_named_with_what_was_taken(run: Run, port: int, tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", "csv", children=10)
    ended = run("import", "csv", file, "--patience", "0", TOKEN="good", RECRUITMENT_URL=f"http://127.0.0.1:{port}")
    assert ended.code == 5
    assert "does not answer" in ended.err
    assert "0 rows were taken. Run the same command again" in ended.err


def test_an_expired_token_is_told_in_the_services_own_words(post: Run, tmp_path: Path) -> None:
    ended = post("csv", written(tmp_path / "f.csv", "csv", children=10), TOKEN="old")
    assert ended.code == 6
    assert "The token has expired. Sign in again. [401]" in ended.err
    assert "old" not in ended.err


@pytest.mark.parametrize("token", ["", "two words", "smørrebrød", "a\nb"])
def test_a_token_that_is_none_never_leaves_the_machine(
    post: Run, recruitment: Recruitment, tmp_path: Path, token: str
) -> None:
    ended = post("csv", written(tmp_path / "f.csv", "csv", children=10), TOKEN=token)
    assert ended.code == 6
    assert recruitment.requests == []


def test_an_answer_that_is_no_recruitments_is_not_taken_for_success(run: Run, serve: Serve, tmp_path: Path) -> None:
    other = FastAPI()
    for path in ("/v1/case-closures", "/v1/case-openings"):
        other.add_api_route(path, lambda: {"hello": "world"}, methods=["POST"])
    file = written(tmp_path / "f.csv", "csv", children=10)
    ended = run("import", "csv", file, TOKEN="good", RECRUITMENT_URL=serve(other))
    assert ended.code == 4
    assert "did not say what became of each row" in ended.err


def test_completed_courses_are_posted_in_chunks_and_each_refusal_is_named(
    run: Run, serve: Serve, tmp_path: Path
) -> None:
    app, requests = FastAPI(), []

    @app.post("/v1/training-completions")
    async def take(request: Request) -> dict[str, Any]:
        lines = [json.loads(line) for line in (await request.body()).splitlines()]
        requests.append(len(lines))
        refused = {"outcome": "refused", "rule": "unknown-to-program", "reason": "There is no such training."}
        return {
            "lines": [
                {"line": n, **(refused if line["course"] == "bad" else {"outcome": "accepted", "application": "0190"})}
                for n, line in enumerate(lines, 1)
            ]
        }

    file, person = tmp_path / "courses.csv", "0190aaaa-0000-7000-8000-000000000001"
    rows = [f"{person},start-kentucky,course,2,2026-01-05," for _ in range(450)]
    rows[7], rows[8] = rows[7].replace("course", "bad"), rows[8].replace(person, "somebody")
    file.write_text("person,program,course,hours,completed_on,started_on\n" + "\n".join(rows) + "\n")
    words = ("import", "trainings", file, "--today", "2026-01-05")
    ended = run(*words, TOKEN="good", RECRUITMENT_URL=serve(app))
    assert (ended.code, requests) == (1, [200, 200, 49])
    assert "448 accepted" in ended.err
    assert "2 refused" in ended.err
    assert f"line 9  record {person}  unknown-to-program: There is no such training." in ended.err
    assert "line 10  record somebody  malformed_person" in ended.err
    dry = run(*words, "--dry-run")
    assert dry.code == 1
    assert "449 rows can be taken" in dry.err
