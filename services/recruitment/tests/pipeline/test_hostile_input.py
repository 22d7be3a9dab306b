"""Whatever is sent, the answer is a problem in words: never a 5xx, and nothing is changed or announced by it."""

from typing import Any

import pytest

from peerbridge.ids import uuid7

IOWA = "children-and-families-of-iowa"
SOMEONE = str(uuid7())
BODIES: dict[str, dict[str, Any]] = {
    "screening-decisions": {
        "step": "interview",
        "decision": "advanced",
        "panel": [],
        "scores": {},
        "notes": "x",
        "modality": "virtual",
        "qualifications": [],
    },
    "background-check-openings": {"check": "criminal-history", "opened_on": "2026-01-05"},
    "background-checks": {"check": "criminal-history", "outcome": "cleared", "categories": [], "letter": "x"},
    "hire": {"employment": "contractor", "hired_on": "2026-01-05", "employer": "program"},
    "trainings": {
        "training": "dhs-101",
        "hours": 2,
        "completed_on": "2026-01-05",
        "started_on": "2026-01-05",
        "modality": "virtual",
    },
    "readiness": {"partner": {"a": 1}, "coordinator": {"a": 1}, "plan": "x", "agreed_on": "2026-01-05"},
    "certification": {"roles": [], "capacity": 1, "counties": ["19153"]},
}
BAD: list[Any] = [
    None, True, -1, 0, 2**62, 2**70, 1e308, "", "x" * 5000, "9999-12-31", "0001-01-01", "2026-02-30", "\x00", "\ud800",
    "'; DROP TABLE applications; --", [], [None] * 100, {}, {"a": {"b": []}}, [[]], "NaN", SOMEONE,
]  # fmt: skip
UNREADABLE = [b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b'{"hours": NaN}', b"[" * 5000, b'{"a":1}']


def well_told(answer: Any) -> bool:
    """Whether it is a success, or a problem that says what to do."""
    if answer.status_code < 400:
        return True
    told = answer.json()
    problem = answer.headers["content-type"] == "application/problem+json"
    return problem and bool(told["detail"]) and int(answer.status_code) < 500


@pytest.mark.parametrize("step", sorted(BODIES))
async def test_any_value_in_any_field_is_answered(office: Any, step: str) -> None:
    application = await office.applies(IOWA)
    for made in (office.screens, office.checks, office.hires):
        await made(application)
    path = f"/v1/applications/{application['id']}/{step}"
    async with office.coordinator() as http:
        for name in BODIES[step]:
            for value in BAD:
                try:
                    answer = await http.post(path, json={**BODIES[step], name: value})
                except UnicodeEncodeError:  # a lone surrogate cannot be sent as UTF-8
                    continue
                assert well_told(answer), (name, value, answer.status_code, answer.text)


@pytest.mark.parametrize("step", sorted(BODIES))
async def test_any_body_is_answered(office: Any, step: str) -> None:
    application = await office.applies(IOWA)
    async with office.coordinator() as http:
        for text in UNREADABLE:
            headers = {"content-type": "application/json"}
            answer = await http.post(f"/v1/applications/{application['id']}/{step}", content=text, headers=headers)
            assert well_told(answer), (text[:20], answer.status_code, answer.text)
            assert answer.status_code >= 400
        for body in ({**BODIES[step], "surprise": 1}, {}):
            answer = await http.post(f"/v1/applications/{application['id']}/{step}", json=body)
            assert well_told(answer)


@pytest.mark.parametrize("deed", ["suspension", "reinstatement", "departure", "renewal"])
async def test_any_value_about_a_partner_is_answered(office: Any, deed: str) -> None:
    partner = await office.certifies(await office.applies(IOWA))
    async with office.coordinator() as http:
        for value in BAD:
            for body in ({"program": value}, {"program": IOWA, "reason": value}, {"program": IOWA, "education": value}):
                try:
                    answer = await http.post(f"/v1/partners/{partner['person']}/{deed}", json=body)
                except UnicodeEncodeError:
                    continue
                assert well_told(answer), (body, answer.status_code, answer.text)
        entry = {"completed_on": "2026-01-05", "hours": 1}
        for name in entry:
            for value in BAD:
                try:
                    body = {"program": IOWA, "education": [{**entry, name: value}]}
                    answer = await http.post(f"/v1/partners/{partner['person']}/renewal", json=body)
                except UnicodeEncodeError:
                    continue
                assert well_told(answer), (body, answer.status_code, answer.text)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/applications/1", "/v1/applications/%00", "/v1/applications?limit=0", "/v1/applications?limit=1001",
        "/v1/applications?after=x", "/v1/applications?county=999", "/v1/applications?state=nothing",
        "/v1/applications?program=%00", "/v1/partners?state=open", "/v1/partners?county=%27", "/v1/partners?limit=-1",
        "/v1/applications?person=1",
    ],
)  # fmt: skip
async def test_any_address_is_answered(office: Any, path: str) -> None:
    async with office.coordinator() as http:
        answer = await http.get(path)
    assert answer.status_code in (400, 404, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_refused_step_leaves_nothing_behind(office: Any) -> None:
    application = await office.applies(IOWA)
    await office.component.announced()
    for step, body in BODIES.items():
        if step != "screening-decisions":
            await office.does(application, step, body, expect=409)
    assert await office.component.announced() == []
    for table in ("background_checks", "trainings", "readiness", "certifications", "staff_places"):
        assert await office.component.owner(f"SELECT 1 FROM {table}") == []
