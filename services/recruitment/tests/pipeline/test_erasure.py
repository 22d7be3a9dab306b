"""A person is erased: they leave every program with its news, what was found out about them is gone, nobody identifies them again."""

from typing import Any
from uuid import UUID

import pytest

from peerbridge import erasure
from peerbridge.events.candidates import ApplicationWithdrawn, CandidateOptedOut
from peerbridge.events.certification import PartnerLeft
from peerbridge.events.erasure import PersonErased, RecruitmentErasureDone
from peerbridge.ids import uuid7

FOUND_OUT = (
    "screening_notes",
    "screening_decisions",
    "background_checks",
    "trainings",
    "readiness",
    "education",
    "nominations",
)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "SETTLE_SECONDS", 0.0)


async def erased(office: Any, person: str) -> None:
    await office.component.hears(PersonErased(person=UUID(person), erasure=uuid7()), county="19153")
    await office.component.work_off_jobs()


async def left(office: Any) -> list[str]:
    """Which tables still say something about anybody."""
    return [table for table in FOUND_OUT if await office.component.owner(f"SELECT 1 FROM {table} LIMIT 1")]


async def test_a_partner_leaves_and_what_was_found_out_is_gone(office: Any, iowa: Any) -> None:
    application = await office.applies(iowa.program)
    await office.certifies(application)
    assert await left(office)
    await office.component.announced()
    await erased(office, application["person"])
    announced = await office.component.announced()
    assert announced == [PartnerLeft, CandidateOptedOut, RecruitmentErasureDone]
    assert await left(office) == []
    (row,) = await office.component.owner("SELECT opted_out FROM people")
    assert row["opted_out"]


async def test_an_applicant_is_withdrawn_and_may_not_apply_again_under_that_id(office: Any, iowa: Any) -> None:
    application = await office.applies(iowa.program)
    await office.screens(application)
    await office.component.announced()
    await erased(office, application["person"])
    assert await office.component.announced() == [ApplicationWithdrawn, CandidateOptedOut, RecruitmentErasureDone]
    async with office.coordinator() as http:
        again = await http.post("/v1/applications", json={"person": application["person"], "program": iowa.program})
    assert again.status_code == 409
    assert await left(office) == []


async def test_somebody_recruitment_has_never_heard_of_is_answered_too(office: Any) -> None:
    await erased(office, str(uuid7()))
    assert (await office.component.announced())[-1:] == [RecruitmentErasureDone]
