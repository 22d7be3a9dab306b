"""Whatever is sent, the answer is an answer: a taken line, a named refusal or a problem, never a failure."""

import json
from typing import Any

import pytest

HEADERS = {"Content-Type": "application/x-ndjson"}
HOSTILE: list[Any] = [
    {"source": "a\u0000b"},
    {"source": "x" * 65},
    {"source_case": "María López"},
    {"source_case": ""},
    {"removal": None},
    {"county": "1915"},
    {"county": "19153\n"},
    {"county": "XX998"},
    {"case_type": "criminal"},
    {"parents": ["p"] * 21},
    {"parents": "p-1"},
    {"parents": [{"id": 1}]},
    {"opened_on": "0001-01-01"},
    {"closed_on": "9999-12-31"},
    {"closed_on": "2024-07-01T00:00:00Z"},
    {"closed_on": 1e308},
    {"closed_on": None},
    {"exit_reason": -1},
    {"exit_reason": 10**30},
    {"exit_reason": True},
    {"exit_reason": 1.5},
    {"code_list": None},
    {"referred": "yes"},
    {"withdrawn": 1},
    {"__proto__": {}},
    {"exit": "\ud800"},
]


async def test_each_hostile_line_is_named_and_takes_no_other_with_it(recruitment: Any, closure: Any) -> None:
    lines = [json.dumps(closure("bad") | change).encode() for change in HOSTILE]
    lines += [b"null", b"[]", b"1", b'"x"', b"{", b"\xff\xfe", b"[" * 5000, b'{"source": NaN}']
    body = b"\n".join([*lines, json.dumps(closure("good")).encode()])
    answer = await recruitment.asks("POST", "/v1/case-closures", content=body, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    told = answer.json()["lines"]
    assert [line["outcome"] for line in told] == ["refused"] * len(lines) + ["accepted"]
    assert all(line["rule"] and line["reason"] for line in told[:-1])
    assert "Mar" not in answer.text, "an answer never repeats what was sent"


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"", "application/x-ndjson", 422),
        (b"\n \n", "application/x-ndjson", 422),
        (b"", "application/json", 422),
        (b"{}", "text/csv", 415),
        (b"{}", "application/json", 422),
        (b"{", "application/json", 422),
        (b"\xff", "application/json", 422),
        (b"x" * (3 << 20), "application/x-ndjson", 413),
    ],
)
async def test_a_body_that_cannot_be_read_is_a_problem(
    recruitment: Any, content: bytes, media: str, status: int
) -> None:
    for path in ("/v1/case-closures", "/v1/case-openings"):
        answer = await recruitment.asks("POST", path, content=content, headers={"Content-Type": media})
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
