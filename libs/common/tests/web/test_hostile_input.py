"""Whatever is sent: a problem with a name and a status below 500, nothing stored, and nothing of it told back."""

import json
from typing import Any

import pytest

from peerbridge.identity import COORDINATOR

HOME = "19153"
JSON = {"content-type": "application/json"}
CANARY = "Zaphod-Beeblebrox"


def body(**changed: Any) -> bytes:
    return json.dumps({"county": HOME, "words": "w", **changed}).encode()


BODIES: list[tuple[str, bytes, int]] = [
    ("empty", b"", 422),
    ("blank", b"   ", 400),
    ("not JSON", b"{" + CANARY.encode(), 400),
    ("cut short", body()[:-1], 400),
    ("two values", body() + b"{}", 400),
    ("not UTF-8", b'{"words": "\xff\xfe"}', 400),
    ("UTF-16", body().decode().encode("utf-16"), 400),
    ("byte order mark", b"\xef\xbb\xbf" + body(), 400),
    ("NaN", b'{"county":"19153","words":"w","size":NaN}', 400),
    ("Infinity", b'{"county":"19153","words":"w","size":-Infinity}', 400),
    ("infinite by exponent", b'{"county":"19153","words":"w","size":1e999}', 422),
    ("integer beyond 64 bits", body(size=2**63), 422),
    ("integer of 5000 digits", b'{"county":"19153","words":"w","size":' + b"9" * 5000 + b"}", 400),
    ("integer beyond its column", body(size=2**31), 422),
    ("fraction for an integer", body(size=1.5), 422),
    ("NUL in a text", b'{"county":"19153","words":"a\\u0000b"}', 422),
    ("NUL in a name", b'{"county":"19153","words":"w","a\\u0000":1}', 422),
    ("raw NUL", b'{"county":"19153","words":"a\x00b"}', 400),
    ("lone surrogate", b'{"county":"19153","words":"\\ud800"}', 400),
    ("nested 100,000 deep", b"[" * 100_000, 400),
    ("nested 150 deep", b'{"words":' + b"[" * 150 + b"]" * 150 + b"}", 422),
    ("a list", b"[]", 422),
    ("a text", b'"' + CANARY.encode() + b'"', 422),
    ("null", b"null", 422),
    ("unknown field", body(secret=CANARY), 422),
    ("missing field", b'{"county":"19153"}', 422),
    ("wrong type", body(words={"name": CANARY}), 422),
    ("too long", body(words=CANARY * 10), 422),
    ("wrong pattern", body(county=CANARY), 422),
    ("not an id", body(person=CANARY), 422),
    ("date as text", body(size=CANARY), 422),
]


@pytest.mark.parametrize(("name", "sent", "status"), BODIES, ids=[name for name, _, _ in BODIES])
async def test_a_bad_body_is_a_problem(desk: Any, name: str, sent: bytes, status: int) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        answer = await http.post("/v1/notes", content=sent, headers=JSON)
    is_problem(answer, status)
    assert await desk.component.owner("SELECT 1 FROM note") == [], name


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 201),
        ("application/json; charset=utf-8", 201),
        ("application/merge-patch+json", 201),
        ("application/json; charset=latin-1", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/x-ndjson", 415),
        ("", 415),
        (";;;", 415),
        ("application/json\x00", 400),
    ],
)
async def test_a_body_of_another_kind_is_415(desk: Any, content_type: str, status: int) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        answer = await http.post("/v1/notes", content=body(), headers={"content-type": content_type})
    if status > 400:
        is_problem(answer, status)
    assert answer.status_code == status


async def test_a_coded_body_is_415_and_never_unpacked(desk: Any) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        is_problem(await http.post("/v1/notes", content=body(), headers={**JSON, "content-encoding": "gzip"}), 415)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/v1/notes/not-an-id", 422),
        ("/v1/notes/%00", 400),
        ("/v1/notes/%ED%A0%80", 400),
        ("/v1/notes/%FF", 400),
        ("/v1/notes?words=%00", 400),
        ("/v1/notes?words=%FF%FE", 400),
        ("/v1/notes?least=99999999999", 422),
        ("/v1/notes?least=99999999999999999999999999999", 422),
        ("/v1/notes?least=1e9", 422),
        ("/v1/notes?least=" + "9" * 5000, 422),
        ("/v1/notes?words=" + "x" * 9000, 414),
        ("/v1/words/" + "x" * 61, 422),
        ("/v1/words/" + "%F0%9F%98%80" * 10, 200),
        ("/v1/words/'; DROP TABLE note; --", 200),
        ("/v1/words/..%2f..%2fetc", 404),
        ("/v1/nothing", 404),
        ("/v1/notes/", 404),
        ("/", 404),
    ],
)
async def test_a_bad_address_is_a_problem(desk: Any, address: str, status: int) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        answer = await http.get(address)
    assert answer.status_code == status, answer.text
    if status != 200:
        is_problem(answer, status)


async def test_a_wrong_method_names_the_right_ones(desk: Any) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        answer = await http.delete("/v1/notes/0190a3a0-0000-7000-8000-000000000001")
    is_problem(answer, 405)
    assert "allow" in answer.headers


async def test_a_body_too_large_is_413_with_a_length_and_without_one(desk: Any) -> None:
    async def pieces() -> Any:
        for _ in range(40):
            yield b"x" * 100_000

    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        is_problem(await http.post("/v1/notes", content=b"x" * 3_000_000, headers=JSON), 413)
        is_problem(await http.post("/v1/notes", content=pieces(), headers=JSON), 413)
        is_problem(await http.post("/v1/notes/bulk", content=pieces(), headers=JSON), 413)
        is_problem(await http.post("/v1/notes", content=b"{}", headers={**JSON, "content-length": "-1"}), 400)
        is_problem(await http.post("/v1/notes", content=b"{}", headers={**JSON, "content-length": "9" * 30}), 400)


async def test_a_length_too_large_is_refused_before_anyone_is_asked_who_they_are(desk: Any) -> None:
    async with desk.component.client() as http:
        is_problem(await http.post("/v1/notes", content=b"x" * 3_000_000, headers=JSON), 413)


async def test_faults_name_fields_and_rules_and_never_what_was_sent(desk: Any) -> None:
    sent = {"county": CANARY, "words": CANARY * 9, CANARY + " x": 1, "size": CANARY}
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        answer = await http.post("/v1/notes", json=sent)
    assert CANARY not in answer.text
    assert answer.json()["errors"] == [
        {"field": "body.county", "rule": "string_pattern_mismatch"},
        {"field": "body.words", "rule": "string_too_long", "max_length": 50},
        {"field": "body.size", "rule": "int_parsing"},
        {"field": "body.?", "rule": "extra_forbidden"},
    ]


async def test_an_unhandled_error_tells_its_correlation_and_nothing_else(
    desk: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async def break_down(_work: Any) -> None:
        raise ZeroDivisionError(CANARY)

    desk.hooks.hook = break_down
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        for answer in (await http.get("/v1/notes"), await http.get("/v1/me")):
            is_problem(answer, 500)
            assert CANARY not in answer.text
            assert answer.json()["correlation"] == answer.headers["x-correlation-id"]
    [record, _] = [record for record in caplog.records if record.getMessage() == "unhandled error"]
    assert CANARY not in record.getMessage() + str(vars(record))
    assert vars(record)["fault"].startswith("ZeroDivisionError/-/-/test_hostile_input.py:")


async def test_every_answer_carries_correlation_and_security_headers(desk: Any) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    async with desk.component.client() as http:
        answers = [
            await http.get("/v1/hello", headers={"traceparent": trace}),
            await http.get("/v1/nothing", headers={"traceparent": trace}),
            await http.get("/v1/notes", headers={"traceparent": trace}),
        ]
        fresh = await http.get("/v1/hello", headers={"traceparent": "00-" + "0" * 32 + "-b7ad6b7169203331-01"})
    for answer in answers:
        assert answer.headers["traceparent"].split("-")[1] == trace.split("-")[1]
        assert answer.headers["traceparent"].split("-")[2] != trace.split("-")[2]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
    assert fresh.headers["traceparent"].split("-")[1] == fresh.headers["x-correlation-id"].replace("-", "")


def is_problem(answer: Any, status: int) -> None:
    """The answer is an RFC 9457 problem of this status that repeats nothing."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["type"].startswith("urn:peerbridge:problem:")
    assert told["title"]
    assert told["detail"]
    assert CANARY not in answer.text
