"""The service with programmes and candidates in a real database, and a coordinator who takes applicants along (`office`)."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from peerbridge.clock import Clock
from peerbridge.database import rows
from peerbridge.events.policy import Policy
from peerbridge.identity import CANDIDATE, COORDINATOR
from peerbridge.ids import uuid7
from peerbridge.programs.load import load
from peerbridge.service import Service
from peerbridge.testing.component import Component, component
from recruitment import main
from recruitment.settings import Settings
from recruitment.storage.candidate_tables import CandidateRow
from recruitment.storage.tables import PersonRow, ProgramCountyRow, ProgramRow, ProgramVersionRow

PROGRAMS = Path(__file__).resolve().parents[4] / "programs"
POLK, DALLAS, STORY = "19153", "19049", "19169"


@pytest.fixture(scope="session")
def iowa() -> Policy:
    """Contractors, one interview, two checks, six trainings before start and five after (P11, P26-P28)."""
    return load(PROGRAMS / "children-and-families-of-iowa.yaml")


@pytest.fixture(scope="session")
def kentucky() -> Policy:
    """Employees of a university, three steps of screening, a credential, education each year (P12, P19, P32)."""
    return load(PROGRAMS / "start-kentucky.yaml")


@pytest.fixture(scope="session")
def washington() -> Policy:
    """Written answers before the interview, a dual rating (P18, P36)."""
    return load(PROGRAMS / "parents-for-parents-washington.yaml")


@dataclass
class Office:
    """The service with programmes and candidates in its database; time moves by hand."""

    component: Component
    policies: dict[str, Policy] = field(default_factory=dict)

    def coordinator(self, *counties: str) -> AbstractAsyncContextManager[httpx.AsyncClient]:
        """A coordinator of these counties; of Polk and Dallas where none is said."""
        return self.component.client(COORDINATOR, counties=counties or (POLK, DALLAS))

    def person(self, person: UUID, role: str = CANDIDATE) -> AbstractAsyncContextManager[httpx.AsyncClient]:
        """A person who sees what is about themself."""
        return self.component.client(role, person=person)

    async def publishes(self, policy: Policy, version: int = 1, effective_on: date | None = None) -> None:
        """A policy is in force."""
        self.policies[policy.program] = policy
        async with self.component.runtime.work([policy.counties[0].county]) as work:
            await rows.store(work, [ProgramRow(program=policy.program, version=version)])
            await rows.store(
                work,
                [
                    ProgramVersionRow(
                        program=policy.program,
                        version=version,
                        effective_on=effective_on or policy.effective_on,
                        published_at=work.business_now,
                        home_county=policy.counties[0].county,
                        wait_months=policy.wait_months,
                        exit_policy=policy.exit_policy,
                        case_types=list(policy.case_types),
                        policy=policy.model_dump(mode="json"),
                        reviewed=True,
                    )
                ],
            )
            served = [
                ProgramCountyRow(program=policy.program, version=version, county=each.county, zone=each.zone)
                for each in policy.counties
            ]
            await rows.store(work, served)

    async def knows(
        self, program: str, county: str = POLK, state: str = "identified", person: UUID | None = None, **said: Any
    ) -> UUID:
        """A person who stands so with a program."""
        someone = person or uuid7()
        out = state == "opted_out"
        async with self.component.runtime.work([county]) as work:
            digest = sha256(someone.bytes).digest()
            await rows.store(work, [PersonRow(person=someone, digest=digest, counties=[county], opted_out=out)])
            row = CandidateRow(
                person=someone,
                program=program,
                county=county,
                state=state,
                identified=state == "identified",
                nominated=state == "nominated",
                correlation=uuid7(),
                since=work.business_now,
                **said,
            )
            await rows.store(work, [row])
        return someone

    async def applies(self, program: str, county: str = POLK, **said: Any) -> Any:
        """An application of a new candidate, as the API shows it."""
        person = await self.knows(program, county, **said)
        async with self.coordinator(county) as http:
            answer = await http.post("/v1/applications", json={"person": str(person), "program": program})
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def does(self, application: Any, step: str, body: Any = None, *, expect: int | None = None) -> Any:
        """A coordinator of the county takes a step of the application; the answer's JSON."""
        async with self.coordinator(application["county"]) as http:
            answer = await http.post(f"/v1/applications/{application['id']}/{step}", json=body)
        assert answer.status_code in ((expect,) if expect else (200, 201)), answer.text
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
        return answer.json()

    async def screens(self, application: Any) -> None:
        """All steps are passed."""
        for each in self.policies[application["program"]].screening.steps:
            panel = [{"person": str(uuid7()), "lived_experience": True}]
            body = {"step": each.step, "decision": "advanced", "panel": panel}
            await self.does(application, "screening-decisions", body)

    async def checks(self, application: Any, **said: Any) -> None:
        """All checks are passed."""
        for each in self.policies[application["program"]].background_checks.kinds:
            await self.does(application, "background-checks", {"check": each.check, "outcome": "cleared", **said})

    async def hires(self, application: Any) -> None:
        """Hired as the program employs."""
        model = self.policies[application["program"]].employment.model
        await self.does(application, "hire", {"employment": model})

    async def takes_on(self, program: str, county: str = POLK) -> Any:
        """The application of somebody new who was screened, checked and hired."""
        made = await self.applies(program, county)
        await self.screens(made)
        await self.checks(made)
        await self.hires(made)
        return made

    async def trains(self, application: Any, due: str = "before_start", count: int | None = None) -> None:
        """So many of the trainings due then; all where no number is said."""
        asked = [each for each in self.policies[application["program"]].trainings if each.due == due]
        for each in asked[:count]:
            await self.does(application, "trainings", {"training": each.training, "hours": 2})

    async def certifies(self, application: Any, **terms: Any) -> Any:
        """All that is missing, and the certification."""
        await self.screens(application)
        await self.checks(application)
        await self.hires(application)
        await self.trains(application)
        return await self.does(application, "certification", terms)

    async def partner(self, partner: Any, deed: str, *, expect: int = 200, **said: Any) -> Any:
        """A coordinator does something about a partner."""
        async with self.coordinator(partner["county"]) as http:
            body = {"program": partner["program"], **said}
            answer = await http.post(f"/v1/partners/{partner['person']}/{deed}", json=body)
        assert answer.status_code == expect, answer.text
        return answer.json()

    async def audit(self, action: str = "read") -> list[tuple[str, str]]:
        """Who did so, and what, in order."""
        found = await self.component.owner("SELECT actor, what FROM audit WHERE action = $1 ORDER BY id", action)
        return [(row["actor"], row["what"]) for row in found]


@pytest.fixture(scope="module")
async def recruitment_urls(postgres: Any) -> AsyncIterator[Any]:
    """A migrated database of the service for one module of tests."""
    urls = await postgres.database("recruitment")
    yield urls
    await postgres.drop(urls)


@pytest.fixture
async def office(recruitment_urls: Any, iowa: Policy) -> AsyncIterator[Office]:
    """The service, its tables emptied but for Iowa's programme, on the fifth of January 2026 at noon UTC."""

    def build(settings: Settings, clock: Clock) -> Service:
        return main.service(settings, clock)

    async with component(build, Settings, recruitment_urls) as made:
        made.clock.instant = datetime(2026, 1, 5, 18, tzinfo=UTC)
        owner = await asyncpg.connect(recruitment_urls.owner)
        await owner.execute(f"TRUNCATE {', '.join(TABLES)}")
        await owner.close()
        office = Office(made)
        await office.publishes(iowa)
        yield office


TABLES = (
    "applications", "screening_decisions", "screening_notes", "background_checks", "trainings", "readiness", "certifications",
    "education", "career_steps", "benefits", "cohorts", "cohort_members", "cohort_sessions",
    "families_served", "self_descriptions", "vacancies", "vacancy_places",
    "staff_places", "check_openings", "readiness_elements",
    "candidates", "people", "programs", "program_versions", "program_counties", "audit", "outbox",
    "streams", "counties", "idempotency", "job",
)  # fmt: skip
