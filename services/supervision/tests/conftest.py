"""Supervision on a fresh database, with the words tests speak."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from peerbridge.database.provision import Urls
from peerbridge.events.matches import MatchCreated, MatchEnded
from peerbridge.events.partners import PartnerCertified
from peerbridge.events.policy import Policy
from peerbridge.events.policy_support import Cadence, Supervision, SupportSession
from peerbridge.events.programs import ProgramPublished
from peerbridge.identity import COORDINATOR
from peerbridge.ids import uuid7
from peerbridge.programs.load import load
from peerbridge.testing.component import Component, component
from supervision.main import service
from supervision.settings import Settings

POLK, STORY, CLAY = "19153", "19169", "19041"
IOWA = "children-and-families-of-iowa"
PROGRAMS = Path(__file__).parents[3] / "programs"


@cache
def iowa() -> Policy:
    """The policy of Children and Families of Iowa, as shipped."""
    return load(PROGRAMS / f"{IOWA}.yaml")


WELLNESS = SupportSession(
    session="wellness-group",
    name="Wellness group",
    kind="wellness",
    cadence=Cadence(every=21, unit="days"),
    required=True,
)


class Story:
    """A supervision service under test, and what happens around it."""

    polk, story, clay, wellness = POLK, STORY, CLAY, WELLNESS

    def __init__(self, made: Component) -> None:
        self.made = made
        self.partner, self.case, self.request = uuid7(), uuid7(), uuid7()

    def __getattr__(self, name: str) -> Any:
        """Everything else is the component's own."""
        return getattr(self.made, name)

    def policy(self, version: int = 1, **supervision: Any) -> ProgramPublished:
        """Iowa's policy, its supervision changed where said."""
        told: Supervision = iowa().supervision.model_copy(update=supervision)
        policy = iowa().model_copy(update={"supervision": told})
        counties = tuple(served.county for served in policy.counties)
        event = ProgramPublished(
            program=IOWA, version=version, effective_on=policy.effective_on, counties=counties, policy=policy
        )
        self.sealed(event, counties[0])
        return event

    def match(self, partner: UUID | None = None, county: str = POLK, shared_with: tuple[str, ...] = ()) -> MatchCreated:
        """A match made now; of the usual partner and case unless said otherwise."""
        case, request = (uuid7(), uuid7()) if partner else (self.case, self.request)
        event = MatchCreated(
            request=request,
            match=uuid7(),
            partner=partner or self.partner,
            family=uuid7(),
            parent=uuid7(),
            case=case,
            program=IOWA,
        )
        self.sealed(event, county, shared_with)
        return event

    def ended(self, match: MatchCreated, reason: Any = "goals_met") -> MatchEnded:
        """The end of a match, now."""
        told = {name: getattr(match, name) for name in ("request", "match", "partner", "family", "parent")}
        event = MatchEnded(**told, reason=reason)
        self.sealed(event, match.about.county, match.about.shared_with)
        return event

    def certified(self, **said: Any) -> PartnerCertified:
        """The usual partner's certification from today."""
        today = self.clock.today("America/Chicago")
        told: dict[str, Any] = {
            "partner": self.partner,
            "program": IOWA,
            "valid_from": today,
            "valid_until": today.replace(year=today.year + 2),
            "roles": (),
            "role_limits": (),
            "capacity": 6,
            "counties": (POLK,),
            **said,
        }
        event = PartnerCertified(**told)
        self.sealed(event, POLK)
        return event

    async def registers(self, person: UUID | None = None, counties: tuple[str, ...] = (POLK,), **said: Any) -> UUID:
        """A coordinator enters a supervisor."""
        who = person or uuid7()
        body = {"counties": list(counties), "span": 12, **said}
        async with self.client(COORDINATOR, counties=(POLK, STORY, CLAY)) as http:
            answer = await http.put(f"/v1/supervisors/{who}", json=body)
        assert answer.status_code == 200, answer.text
        return who

    async def gets(
        self, path: str, *roles: str, counties: tuple[str, ...] = (POLK,), person: UUID | None = None
    ) -> Any:
        """The JSON at an address, as a coordinator of Polk unless said otherwise."""
        async with self.client(*(roles or (COORDINATOR,)), counties=counties, person=person) as http:
            answer = await http.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def posts(self, path: str, body: Any, *roles: str, counties: tuple[str, ...] = (POLK,), **token: Any) -> Any:
        """The answer to a command, as a coordinator of Polk unless said otherwise."""
        async with self.client(*(roles or (COORDINATOR,)), counties=counties, **token) as http:
            return await http.post(path, json=body)


@pytest.fixture
async def supervision(fresh_database: Callable[[str], Awaitable[Urls]]) -> AsyncIterator[Story]:
    """The service on a database of its own."""
    async with component(service, Settings, await fresh_database("supervision")) as made:
        yield Story(made)
