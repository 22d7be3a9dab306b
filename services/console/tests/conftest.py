"""Console on a database of its own, and a programme's life to fill it with."""

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
