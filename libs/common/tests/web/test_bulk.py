"""Many lines in one request: a bad one is named with what is wrong, and takes no good one with it."""

import json
from typing import Any

import pytest

from peerbridge.identity import COORDINATOR

HOME = "19153"
NDJSON = {"content-type": "application/x-ndjson"}


def line(words: str, **more: Any) -> bytes:
    return json.dumps({"county": HOME, "words": words, **more}).encode()


async def send(desk: Any, body: bytes, kind: str = NDJSON["content-type"]) -> Any:
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        return await http.post("/v1/notes/bulk", content=body, headers={"content-type": kind})


async def test_good_lines_are_taken_and_bad_ones_named(desk: Any) -> None:
    lines = [line("one"), b"{", b"", line("two", odd=1), line("three\u0000"), b"[]", line("four"), b'{"a":\xff}', b""]
    answer = await send(desk, b"\r\n".join(lines))
    assert answer.status_code == 200, answer.text
    told = {entry["line"]: [fault["rule"] for fault in entry["faults"]] for entry in answer.json()}
    assert told == {
        1: [],
        2: ["bad-json"],
        4: ["extra_forbidden"],
        5: ["unusable"],
        6: ["model_type"],
        7: [],
        8: ["bad-json"],
    }
    stored = await desk.component.rows("SELECT words FROM note ORDER BY id", counties=(HOME,))
    assert {row["words"] for row in stored} == {"one", "four"}


async def test_one_object_is_one_line(desk: Any) -> None:
    answer = await send(desk, line("one"), "application/json")
    assert answer.json() == [{"line": 1, "faults": []}]


@pytest.mark.parametrize(("lines", "status"), [(1000, 200), (1001, 413), (0, 422)])
async def test_a_thousand_lines_are_taken_and_no_more(desk: Any, lines: int, status: int) -> None:
    answer = await send(desk, b"\n".join(line(f"n{n}") for n in range(lines)))
    assert answer.status_code == status, answer.text
    assert len(await desk.component.rows("SELECT 1 FROM note", counties=(HOME,))) == (lines if status == 200 else 0)


async def test_another_kind_of_body_is_415(desk: Any) -> None:
    assert (await send(desk, b"a,b", "text/csv")).status_code == 415
