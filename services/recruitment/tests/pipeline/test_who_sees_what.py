"""Counties are apart, restricted results are read by few and never unseen, and no event carries them."""

from typing import Any

import pytest

from peerbridge.identity import (
    CANDIDATE,
    CASEWORKER,
    COORDINATOR,
    PROGRAM_ADMIN,
    ROLES,
    STATE_OFFICER,
    SUPERVISOR,
)
from peerbridge.ids import uuid7

POLK, STORY = "19153", "19169"
IOWA = "children-and-families-of-iowa"
LETTER = "I was nineteen then; here is what I have done since."
FOUND = {"check": "criminal-history", "outcome": "needs_review", "categories": ["theft"], "letter": LETTER}
TABLES = (
    "applications", "screening_decisions", "screening_notes", "background_checks", "trainings", "certifications",
)  # fmt: skip


@pytest.fixture
async def application(office: Any) -> Any:
    """An application in Polk with notes, a letter and a result."""
    made = await office.applies(IOWA)
    panel = [
        {"person": str(uuid7()), "lived_experience": True, "scores": {"listening": 90}, "notes": "Warm."},
        {"person": str(uuid7()), "lived_experience": False, "scores": {"listening": 60}},
    ]
    body = {
        "step": "interview", "decision": "advanced", "panel": panel, "scores": {"listening": 80}, "notes": "Calm.",
        "reason": "Listens well.",
    }  # fmt: skip
    await office.does(made, "screening-decisions", body)
    await office.does(made, "background-checks", FOUND)
    return made


async def test_another_countys_application_does_not_exist(office: Any, application: Any) -> None:
    async with office.coordinator(STORY) as http:
        path = f"/v1/applications/{application['id']}"
        assert (await http.get("/v1/applications")).json()["items"] == []
        for inner in ("", "/background-checks", "/screening-decisions"):
            assert (await http.get(path + inner)).status_code == 404
        bodies = {
            "withdrawal": None,
            "certification": {},
            "hire": {"employment": "contractor"},
            "background-checks": FOUND,
        }
        for step, body in bodies.items():
            answer = await http.post(f"{path}/{step}", json=body)
            assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_a_query_that_forgets_its_where_shows_no_other_countys_rows(office: Any, application: Any) -> None:
    assert application["county"] == POLK
    for table in TABLES:
        statement = f"SELECT * FROM {table}"
        assert await office.component.rows(statement, counties=(STORY,)) == []
        assert await office.component.rows(statement) == []


async def test_results_are_read_by_coordinators_and_program_admins_and_each_reading_is_audited(
    office: Any, application: Any
) -> None:
    path = f"/v1/applications/{application['id']}"
    async with office.component.client(PROGRAM_ADMIN, counties=(POLK,), subject="admin") as http:
        found = (await http.get(f"{path}/background-checks")).json()
        notes = (await http.get(f"{path}/screening-decisions")).json()
    assert [(each["outcome"], each["categories"], each["letter"]) for each in found] == [
        ("needs_review", ["theft"], LETTER)
    ]
    (of_step,) = notes
    assert (of_step["scores"], of_step["notes"], of_step["reason"]) == ({"listening": 80}, "Calm.", "Listens well.")
    assert [(each["scores"], each["notes"]) for each in of_step["panel"]] == [
        ({"listening": 90}, "Warm."),
        ({"listening": 60}, None),
    ]
    assert await office.audit() == [("admin", "background checks"), ("admin", "screening notes")]


@pytest.mark.parametrize("role", sorted(ROLES - {COORDINATOR, PROGRAM_ADMIN}))
async def test_nobody_else_reads_results(office: Any, application: Any, role: str) -> None:
    token = {"person": application["person"]} if role in ("parent", "candidate", "partner") else {"counties": (POLK,)}
    async with office.component.client(role, **token) as http:
        for inner in ("background-checks", "screening-decisions"):
            answer = await http.get(f"/v1/applications/{application['id']}/{inner}")
            assert answer.status_code == 403
    assert await office.audit() == []


async def test_the_candidate_sees_where_it_stands_but_not_what_was_found(office: Any, application: Any) -> None:
    async with office.person(application["person"]) as http:
        answer = await http.get(f"/v1/applications/{application['id']}")
    assert answer.status_code == 200
    assert not [word for word in ("theft", "needs_review", "nineteen", "Calm", "listening") if word in answer.text]
    assert answer.json()["missing"][0]["what"] == "background_check"
    assert await office.component.rows("SELECT * FROM background_checks") == []


async def test_no_event_carries_a_result_a_score_or_a_word(office: Any, application: Any) -> None:
    assert application["id"]
    rows = await office.component.owner("SELECT payload, headers FROM outbox")
    text = " ".join(row["payload"].decode() + row["headers"] for row in rows)
    assert len(rows) == 3
    assert not [word for word in ("theft", "needs_review", "nineteen", "Calm", "listening", "outcome") if word in text]


@pytest.mark.parametrize("role", [CANDIDATE, CASEWORKER, SUPERVISOR, STATE_OFFICER])
async def test_steps_are_taken_by_coordinators_and_program_admins(office: Any, application: Any, role: str) -> None:
    token = {"person": application["person"]} if role == CANDIDATE else {"counties": (POLK,)}
    async with office.component.client(role, **token) as http:
        for step in ("screening-decisions", "background-checks", "hire", "trainings", "readiness", "certification"):
            answer = await http.post(f"/v1/applications/{application['id']}/{step}", json={})
            assert (answer.status_code, answer.json()["type"]) == (403, "urn:peerbridge:problem:forbidden")


async def test_the_candidate_takes_the_application_back_themself(office: Any, application: Any) -> None:
    async with office.person(application["person"]) as http:
        answer = await http.post(f"/v1/applications/{application['id']}/withdrawal")
    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    async with office.person(uuid7()) as http:
        assert (await http.get(f"/v1/applications/{application['id']}")).status_code == 404


async def test_reading_an_application_is_audited(office: Any, application: Any) -> None:
    async with office.coordinator(POLK) as http:
        await http.get(f"/v1/applications/{application['id']}")
        await http.get("/v1/applications")
        await http.get("/v1/partners")
    seen = [("coordinator@test", "application")] * 2
    assert await office.audit() == [*seen, ("coordinator@test", "GET /v1/partners")], "an empty list was asked for, too"
