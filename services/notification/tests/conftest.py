"""Notification on a fresh database and a real mail server, with the words tests speak."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from notification.main import service
from notification.schedules.hand_over import Sender
from notification.settings import Settings
from peerbridge.database.provision import Urls
from peerbridge.events.base import Event
from peerbridge.events.candidates import CandidateIdentified
from peerbridge.events.matches import MatchCreated, MatchProposed
from peerbridge.identity import COORDINATOR
from peerbridge.ids import uuid7
from peerbridge.schedules import Loop
from peerbridge.testing.component import Component, component

POLK, STORY = "19153", "19169"
IOWA = "children-and-families-of-iowa"
MADE_DUE = "UPDATE turns SET due_at = now() - interval '1 second' WHERE NOT in_business_time"


class Story:
    """A notification service under test, and what happens around it."""

    polk, story, iowa = POLK, STORY, IOWA

    def __init__(self, made: Component, mail: Any) -> None:
        self.made, self.mail = made, mail
        self.sender = sender_of(made)

    @staticmethod
    def address(person: UUID) -> str:
        """Where a person of these tests gets mail."""
        return f"p{person.hex}@mail.test"

    def __getattr__(self, name: str) -> Any:
        """Everything else is the component's own."""
        return getattr(self.made, name)

    async def enters(self, person: UUID | None = None, name: str = "Ada Lovelace", **said: Any) -> UUID:
        """A coordinator enters a person."""
        who = person or uuid7()
        body = {"name": name, "email": self.address(who), "time_zone": "America/Chicago", "county": POLK, **said}
        async with self.client(COORDINATOR, counties=(POLK, STORY)) as http:
            answer = await http.put(f"/v1/people/{who}", json=body)
        assert answer.status_code == 200, answer.text
        return who

    def identified(self, person: UUID, county: str = POLK) -> Event:
        """A candidate was identified."""
        return self._sealed(CandidateIdentified(person=person, case=uuid7(), program=IOWA), county)

    def proposed(self, partner: UUID, parent: UUID) -> Event:
        """A match was proposed."""
        event = MatchProposed(
            request=uuid7(),
            proposal=uuid7(),
            partner=partner,
            parent=parent,
            family=uuid7(),
            program=IOWA,
            expires_on="2026-01-12",
        )
        return self._sealed(event, POLK)

    def matched(self, partner: UUID, parent: UUID, shared_with: tuple[str, ...] = ()) -> Event:
        """A match was made."""
        event = MatchCreated(
            request=uuid7(), match=uuid7(), partner=partner, family=uuid7(), parent=parent, case=uuid7(), program=IOWA
        )
        return self._sealed(event, POLK, shared_with)

    async def hands_over(self, *, whatever_is_waiting: bool = False) -> list[str]:
        """The sender takes its turns once; whom the mail server took a message for so far."""
        self.sender._away_until = 0.0
        if whatever_is_waiting:
            await self.owner(MADE_DUE)
        while await self.step("hand over"):
            continue
        return [mail.recipients[0] for mail in self.mail.mails]

    async def states(self) -> list[str]:
        """The state of every message, oldest first."""
        return [row["state"] for row in await self.owner("SELECT state FROM deliveries ORDER BY delivery")]

    def _sealed(self, event: Event, county: str, shared_with: tuple[str, ...] = ()) -> Event:
        self.sealed(event, county, shared_with)
        return event


def sender_of(made: Component) -> Sender:
    """The sender of a service."""
    loop = next(each for each in made.service.loops.schedules if isinstance(each, Loop))
    sender: Any = loop.step
    found: Sender = sender.__self__
    return found


@pytest.fixture
def story() -> type[Story]:
    """The words of these tests, for a service made otherwise."""
    return Story


@pytest.fixture
def make(fresh_database: Callable[[str], Awaitable[Urls]]) -> Callable[..., Any]:
    """Make the service on a database of its own, or on one given."""

    async def made(host: str, port: int, urls: Urls | None = None, **values: Any) -> Any:
        values = {"smtp_connections": 2, "console_url": "https://console.test", **values}
        return component(
            service, Settings, urls or await fresh_database("notification"), smtp_host=host, smtp_port=port, **values
        )

    return made


@pytest.fixture
async def notification(make: Callable[..., Awaitable[Any]], mail: Any) -> AsyncIterator[Story]:
    """The service on a database and a mail server of its own."""
    async with await make(mail.host, mail.port) as made:
        story = Story(made, mail)
        yield story
        await story.sender.mailer.close()
