"""Console on a database of its own, and a programme's life to fill it with."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from console.main import service
from console.settings import Settings
from peerbridge.events.base import Event
from peerbridge.events.cases import CaseClosed, CaseOpened
from peerbridge.events.matches import (
    MatchAccepted,
    MatchCreated,
    MatchDeclined,
    MatchEnded,
    MatchProposed,
    SupportRequested,
)
from peerbridge.events.notifications import NotificationSent
from peerbridge.events.partners import (
    ApplicationSubmitted,
    BackgroundCheckDecided,
    CandidateIdentified,
    PartnerCertified,
    PartnerHired,
    ScreeningDecided,
    TrainingCompleted,
)
from peerbridge.events.programs import ProgramPublished
from peerbridge.events.supervision import (
    CheckInCompleted,
    CheckInOverdue,
    CheckInScheduled,
    FirstContactMade,
    FirstContactOverdue,
    SupervisorAssigned,
)
from peerbridge.ids import uuid7
from peerbridge.programs import load, program_files
from peerbridge.testing.component import Component, component

SECRET = "nobody-guesses-these-forty-characters-xx"
PROGRAMS = Path(__file__).resolve().parents[3] / "programs"
EXITS = ("reunification", "reunification", "reunification", "adoption", "guardianship", "other_relative")


@pytest.fixture
async def console(postgres: Any) -> AsyncIterator[Component]:
    """Console without Kafka and without other services."""
    urls = await postgres.database("console")
    async with component(service, Settings, urls, session_key=SECRET) as made:
        yield made
    await postgres.drop(urls)


class Life:
    """What happens in a programme's county, told in the order in which it happens; `passes` lets business time go on."""

    iowa, polk, story = "children-and-families-of-iowa", "19153", "19169"

    def __init__(self, console: Component, seed: int = 7) -> None:
        self.console, self.chance = console, Random(seed)
        self.supervisor = uuid7()

    @property
    def today(self) -> date:
        """The business date."""
        return self.console.clock.now().date()

    async def tell(self, event: Event, county: str, story: UUID, shared_with: tuple[str, ...] = ()) -> Event:
        """One event of a story."""
        await self.console.hears(self.console.sealed(event, county, shared_with, correlation=story))
        return event

    async def publishes(self, *names: str) -> None:
        """Programmes apply their policies."""
        for path in program_files(PROGRAMS):
            policy = load(path)
            if not names or policy.program in names:
                counties = tuple(each.county for each in policy.counties)
                said = ProgramPublished(
                    program=policy.program,
                    version=1,
                    effective_on=policy.effective_on,
                    counties=counties,
                    policy=policy,
                )
                await self.tell(said, counties[0], uuid7())

    async def closes(self, county: str, story: UUID) -> tuple[UUID, UUID]:
        """A case closes: its id, and its parent's."""
        case, parent = uuid7(), uuid7()
        closed = CaseClosed(
            case=case, closure=uuid7(), closed_on=self.today, exit_reason=self.chance.choice(EXITS), code_list="afcars_2020",
            case_type="dependency", referred=True, parents=(parent,),
        )  # fmt: skip
        await self.tell(closed, county, story)
        return case, parent

    async def becomes_partner(self, county: str, program: str, steps: int = 9) -> UUID:
        """A closed case's parent goes `steps` steps of the way to a partner."""
        story = uuid7()
        case, person = await self.closes(county, story)
        applied: dict[str, Any] = {"person": person, "application": uuid7(), "program": program}
        way: list[Callable[[], Event]] = [
            lambda: CandidateIdentified(person=person, case=case, program=program),
            lambda: NotificationSent(person=person, message=uuid7(), template="candidate_invited", channel="email"),
            lambda: ApplicationSubmitted(**applied),
            lambda: ScreeningDecided(**applied, step="interview-1", decision="advanced"),
            lambda: BackgroundCheckDecided(**applied, check="criminal-history"),
            lambda: PartnerHired(**applied, employment="employee", hired_on=self.today),
            lambda: TrainingCompleted(person=person, program=program, training="mandated-reporter", completed_on=self.today, hours=6.0),
            lambda: PartnerCertified(
                partner=person, program=program, valid_from=self.today, valid_until=self.today + timedelta(days=365), roles=("one-to-one",),
                role_limits=(), capacity=3, counties=(county,),
            ),
            lambda: NotificationSent(person=person, message=uuid7(), template="certified", channel="email"),
        ]  # fmt: skip
        for said in way[:steps]:
            self.console.passes(hours=self.chance.randint(2, 60))
            await self.tell(said(), county, story)
        return person

    async def asks_for_partner(
        self, county: str, program: str, partner: UUID, fate: str = "kept", shared_with: tuple[str, ...] = ()
    ) -> UUID:
        """A family's request, and what becomes of it: waiting, declined, proposed, silent, late, kept or ended. The case's id."""
        story, case, parent, request, match = uuid7(), uuid7(), uuid7(), uuid7(), uuid7()
        asked = {"request": request, "family": uuid7(), "parent": parent}
        pair = {**asked, "match": match, "partner": partner}
        proposed = {"request": request, "proposal": uuid7(), "partner": partner, "parent": parent}
        due = self.today + timedelta(days=14)
        check_in = {"match": match, "check_in": uuid7(), "partner": partner}
        way = [
            CaseOpened(case=case, opened_on=self.today, case_type="dependency", parents=(parent,)),
            SupportRequested(**asked, case=case, urgency=self.chance.choice((0, 0, 1, 2))),
            MatchProposed(**proposed, family=asked["family"], program=program, expires_on=due),
            *([MatchDeclined(**proposed, side="family", reason="not_now")] if fate == "declined" else []),
            MatchAccepted(**proposed, side="partner"),
            MatchAccepted(**proposed, side="family"),
            MatchCreated(**pair, case=case, program=program),
            NotificationSent(person=parent, message=uuid7(), template="match_created", channel="email"),
            SupervisorAssigned(match=match, partner=partner, supervisor=self.supervisor),
            CheckInScheduled(**check_in, supervisor=self.supervisor, due_on=due),
            *(
                [FirstContactOverdue(match=match, partner=partner, supervisor=self.supervisor, due_on=due)]
                if fate == "silent"
                else []
            ),
            *(
                [FirstContactMade(match=match, partner=partner, made_on=self.today + timedelta(days=3))]
                if fate != "silent"
                else []
            ),
            *(
                [CheckInOverdue(**check_in, supervisor=self.supervisor, due_on=due)]
                if fate in ("late", "silent")
                else []
            ),
            *([CheckInCompleted(**check_in, completed_on=due)] if fate in ("kept", "ended") else []),
            *([MatchEnded(**pair, reason="goals_met")] if fate == "ended" else []),
        ]
        for said in way[: {"waiting": 2, "proposed": 3, "declined": 4}.get(fate, len(way))]:
            self.console.passes(hours=self.chance.randint(1, 40))
            await self.tell(said, county, story, shared_with)
        return case

    async def goes_on(self, county: str, program: str, families: int = 8, candidates: int = 6) -> list[UUID]:
        """A county's months: candidates who come part of the way, partners, and families of every fate. The families' cases."""
        fates = ("kept", "late", "ended", "waiting", "proposed", "kept", "silent", "declined")
        partners = [await self.becomes_partner(county, program) for _ in range(max(1, families // 3))]
        for _ in range(candidates):
            await self.becomes_partner(county, program, steps=self.chance.randint(0, 7))
        return [
            await self.asks_for_partner(county, program, self.chance.choice(partners), fates[n % len(fates)])
            for n in range(families)
        ]


@pytest.fixture
def life(console: Component) -> Life:
    """What can happen."""
    return Life(console)


@pytest.fixture(scope="session")
def life_of() -> Callable[[Component], Life]:
    """What can happen, in a console that outlives a test."""
    return Life


class FakeRecruitment:
    """Recruitment as pages ask it: the shapes of its own answers. The isolation walk asks the real one the same questions."""

    iowa, kentucky, polk, story = "children-and-families-of-iowa", "start-kentucky", "19153", "19169"

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], str]] = []
        self.status = 200
        self.policies = {
            name: load(PROGRAMS / f"{name}.yaml").model_dump(mode="json") for name in (self.iowa, self.kentucky)
        }
        self.versions = [self.policies[self.iowa]]
        self.candidates = [
            self.candidate("waiting", due_on="2027-03-04"), self.candidate("identified", identified=True),
            self.candidate("nominated", nominated=True), self.candidate("identified", identified=True, applied=True),
            self.candidate("withdrawn"), self.candidate("opted_out"), self.candidate("outside"),
        ]  # fmt: skip
        self.applications = [self.application("open"), self.application("certified")]
        self.partners = [self.partner("certified"), self.partner("suspended", suspension="training_overdue")]
        self.cohort = self.run(closed_on=None)
        self.gaps = [
            {"dimension": "language", "value": "es", "families": 64, "share": 0.25, "partners": 1, "needed": 2},
            {"dimension": "language", "value": "vi", "families": None, "share": None, "partners": None, "needed": None},
            {
                "dimension": "culture",
                "value": "native-american",
                "families": 12,
                "share": 1.0,
                "partners": 0,
                "needed": 0,
            },
        ]
        self.vacancies = [{
            "id": str(uuid7()), "program": self.iowa, "county": self.polk, "places": 2, "language": "es", "opened_on": "2026-01-04",
            "closed_on": None, "postings": {"en": "We look for parents", "es": "Buscamos madres y padres"},
        }]  # fmt: skip

    def candidate(self, state: str, **said: Any) -> dict[str, Any]:
        """A standing."""
        return {
            "person": str(uuid7()), "program": self.iowa, "county": self.polk, "state": state, "in_pool": False, "identified": False,
            "nominated": False, "applied": False, "case": str(uuid7()), "due_on": None, "since": "2026-01-05T18:00:00Z", **said,
        }  # fmt: skip

    def application(self, state: str) -> dict[str, Any]:
        """An application with something of everything missing."""
        lacks = [
            ("screening-decisions", "screening", ["interview"], 0, 1, None), ("hire", "hire", [], 0, 1, None),
            ("background-checks", "background_check", ["criminal-history"], 1, 2, None),
            ("background-checks", "background_check_expired", ["child-abuse-registry"], 0, 1, "2026-02-03"),
            ("trainings", "training", ["dhs-101", "confidentiality"], 4, 6, None), ("trainings", "invented", [], 0, 1, None),
        ]  # fmt: skip
        names = ("step", "what", "which", "have", "need", "by")
        missing = [{**dict(zip(names, each, strict=True)), "says": f"says {each[1]}"} for each in lacks]
        return {
            "id": str(uuid7()), "person": str(uuid7()), "program": self.iowa, "county": self.polk, "state": state, "policy_version": 1,
            "submitted_on": "2026-01-05", "next_step": "screening-decisions" if state == "open" else None,
            "missing": missing if state == "open" else [], "still_due": {"mental-health": "2027-01-05"}, "screening": [],
            "trainings": [{"training": "mandated-reporter", "completed_on": "2026-01-06", "hours": 3.0}], "ready_on": None,
            "opened_checks": {}, "employment": None, "hired_on": None, "closed_on": None,
        }  # fmt: skip

    def partner(self, state: str, **said: Any) -> dict[str, Any]:
        """A certification."""
        return {
            "person": str(uuid7()), "program": self.kentucky, "application": str(uuid7()), "county": self.polk, "state": state,
            "suspension": None, "check_due_on": None, "role_title": "Family mentor", "role_titles": {"es": "Mentora familiar"},
            "valid_from": "2026-01-05", "valid_until": "2028-01-05", "roles": ["one-to-one"], "role_limits": [],
            "capacity": 6, "counties": [self.polk], "training_due_on": "2027-01-05", **said,
        }  # fmt: skip

    def run(self, closed_on: str | None) -> dict[str, Any]:
        """A cohort whose members stand in every way."""
        rules = ((None, "2026-02-03"), ("hours-too-few", None), ("some-new-rule", None), (None, None))
        members = [{
            "application": str(uuid7()), "person": str(uuid7()), "hours": 7.5, "meetings": 3, "first_on": "2026-01-06",
            "last_on": "2026-01-20", "counted_on": counted, "rule": rule, "reason": rule and "Recruitment’s own words.",
        } for rule, counted in rules]  # fmt: skip
        return {
            "id": str(uuid7()), "program": self.iowa, "training": "dhs-101", "county": self.polk, "starts_on": "2026-01-06",
            "closed_on": closed_on, "members": members,
            "sessions": [{"on": "2026-01-06", "hours": 2.5, "attended": [each["application"] for each in members[:3]]}],
        }  # fmt: skip

    def program(self, number: int, policy: dict[str, Any]) -> dict[str, Any]:
        """A version of a policy."""
        return {
            "program": policy["program"], "version": number, "title": policy["title"], "state": policy["state"],
            "effective_on": policy["effective_on"], "published_at": "2022-01-01T00:00:00Z", "policy": policy,
            "counties": [each["county"] for each in policy["counties"]], "topics_missing": ["service-array"],
        }  # fmt: skip

    def answer(self, path: str, asked: dict[str, str], token: str = "") -> tuple[int, Any]:
        """What stands at an address; 404 where nothing does."""
        self.asked.append((path, asked, token))
        if self.status != 200:
            return self.status, {"detail": "refused"}
        parts = path.removeprefix("/v1/").split("/")
        found = getattr(self, f"_{parts[0]}")(parts[1:], asked)
        return (404, {}) if found is None else (200, found)

    def _candidates(self, rest: list[str], asked: dict[str, str]) -> Any:
        if rest == ["counts"]:
            kinds = Counter((each["state"], each["applied"]) for each in self.candidates)
            return {
                "items": [{"state": state, "applied": applied, "count": n} for (state, applied), n in kinds.items()]
            }
        if rest:
            mine = [each for each in self.candidates if each["person"] == rest[0]]
            return {"person": rest[0], "programs": mine} if mine else None
        return self._paged(self._fitting(self.candidates, asked, "state", "applied"), asked, "person")

    def _applications(self, rest: list[str], asked: dict[str, str]) -> Any:
        if rest == ["counts"]:
            return {"states": dict(Counter(each["state"] for each in self.applications))}
        if not rest:
            return self._paged(self._fitting(self.applications, asked, "state", "person"), asked, "id")
        if rest[1:] == ["background-checks"]:
            return [{
                "check": "criminal-history", "outcome": "cleared", "decided_on": "2026-01-06", "valid_until": None,
                "categories": ["theft"], "letter": "A letter, <b>long ago</b>", "letter_declined": False, "decided_by": "someone",
            }]  # fmt: skip
        if rest[1:] == ["screening-decisions"]:
            panel = [{"person": str(uuid7()), "lived_experience": True, "scores": {"warmth": 5}, "notes": "Own notes"}]
            return [{
                "step": "interview", "panel": panel, "scores": {"warmth": 4}, "notes": "Notes", "reason": None, "decided_by": "someone",
            }]  # fmt: skip
        return next((each for each in self.applications if each["id"] == rest[0]), None)

    def _partners(self, rest: list[str], asked: dict[str, str]) -> Any:
        if rest == ["counts"]:
            return {"states": dict(Counter(each["state"] for each in self.partners))}
        if rest == ["upcoming"]:
            needs = self.applications[0]["missing"]
            items = [{
                "person": each["person"], "program": each["program"], "application": each["application"], "county": each["county"],
                "what": "training_due", "on": "2026-02-03", "days_left": days, "window": window,
                "check": "criminal-history", "opened_on": "2026-01-20", "needs": needs,
            } for each, days, window in zip(self.partners, (1, 45), (30, 60), strict=True)]  # fmt: skip
            return {"items": [each for each in items if each["window"] <= int(asked["within"])], "next": None}
        if rest[1:] == ["career"]:
            return [self._career(each) for each in self.partners if each["person"] == rest[0]]
        return self._paged(self._fitting(self.partners, asked, "state", "person"), asked, "application")

    def _career(self, partner: dict[str, Any]) -> dict[str, Any]:
        steps: list[dict[str, Any]] = [
            {"career": "ladder", "step": "mentor", "name": "Mentor", "reached_on": "2026-01-09"}
        ]
        steps += [{"career": "pathway", "step": "degree", "name": "Degree", "reached_on": None}]
        waiver: dict[str, Any] = {
            "benefit": "tuition_waiver",
            "name": "Tuition",
            "limit": 6,
            "unit": "credit_hours",
            "per": "semester",
            "left": 4.0,
        }
        free: dict[str, Any] = {
            "benefit": "conference",
            "name": "Conference",
            "limit": None,
            "unit": None,
            "per": None,
            "left": None,
        }
        return {"person": partner["person"], "program": partner["program"], "steps": steps, "benefits": [waiver, free]}

    def _cohorts(self, rest: list[str], asked: dict[str, str]) -> Any:
        if rest:
            return self.cohort if rest[0] == self.cohort["id"] else None
        return self._paged([self.cohort], asked, "id")

    def _vacancies(self, _rest: list[str], asked: dict[str, str]) -> Any:
        return self._paged(self.vacancies, asked, "id")

    def _programs(self, rest: list[str], asked: dict[str, str]) -> Any:
        if not rest:
            return {"items": [self.program(1, policy) for policy in self.policies.values()]}
        if rest[1:] == ["demographics"]:
            counties = (
                [self.polk, *(f"19{n:03}" for n in range(201, 214))] if "county" not in asked else [asked["county"]]
            )
            shown = [each for each in sorted(counties) if each > asked.get("after", "")][: int(asked["limit"])]
            return [{"county": each, "as_of": "2026-01-04", "partners": 3, "gaps": self.gaps} for each in shown]
        if rest[0] not in self.policies:
            return None
        policies = self.versions if rest[0] == self.iowa else [self.policies[rest[0]]]
        told = [self.program(n, policy) for n, policy in enumerate(policies, 1)]
        if rest[1:] == ["versions"]:
            return {"items": [each for each in told if each["version"] > int(asked["after"])][: int(asked["limit"])]}
        return told[-1]

    @staticmethod
    def _fitting(items: list[dict[str, Any]], asked: dict[str, str], *names: str) -> list[dict[str, Any]]:
        wanted = {name: asked[name] for name in names if name in asked}
        return [each for each in items if all(str(each[name]).lower() == value for name, value in wanted.items())]

    @staticmethod
    def _paged(items: list[dict[str, Any]], asked: dict[str, str], key: str) -> dict[str, Any]:
        after, limit = asked.get("after", ""), int(asked["limit"])
        shown = [each for each in items if each[key] > after][:limit]
        return {"items": shown, "next": shown[-1][key] if len(shown) == limit else None}


@pytest.fixture(scope="session")
def recruitment_of() -> Callable[[], FakeRecruitment]:
    """Recruitment at the edge of this service's world."""
    return FakeRecruitment
