"""A case's story is told whole, and no other case's events are told in it, however they came together."""

from datetime import date
from typing import Any
from uuid import UUID

from peerbridge.events.candidates import ApplicationSubmitted, CandidateIdentified
from peerbridge.events.cases import CaseClosed
from peerbridge.events.envelope import Envelope
from peerbridge.events.notifications import NotificationSent
from peerbridge.identity import COORDINATOR
from peerbridge.ids import uuid7

POLK = "19153"


def closed(case: UUID, parent: UUID) -> CaseClosed:
    return CaseClosed(
        case=case, closure=uuid7(), closed_on=date(2026, 1, 1), exit_reason="adoption", code_list="afcars_2020", case_type="dependency",
        referred=True, parents=(parent,),
    )  # fmt: skip


async def told(console: Any, case: UUID) -> list[str]:
    """The names of the events of a case's story."""
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        answer = await http.get(f"/v1/cases/{case}/timeline")
    return [event["type"].split(".")[1] for event in answer.json()["events"]]


async def test_a_familys_story_runs_through_all_services(console: Any, life: Any) -> None:
    case = await life.asks_for_partner(POLK, life.iowa, uuid7(), "ended")
    await life.asks_for_partner(POLK, life.iowa, uuid7(), "ended")
    assert await told(console, case) == [
        "CaseOpened", "SupportRequested", "MatchProposed", "MatchAccepted", "MatchAccepted", "MatchCreated", "NotificationSent",
        "SupervisorAssigned", "CheckInScheduled", "FirstContactMade", "CheckInCompleted", "MatchEnded",
    ]  # fmt: skip


async def test_cases_of_one_file_share_a_correlation_and_keep_their_stories_apart(console: Any) -> None:
    file, cases = uuid7(), []
    for _ in range(3):
        case, person = uuid7(), uuid7()
        cases.append(case)
        for said in (
            closed(case, person),
            CandidateIdentified(person=person, case=case, program="iowa"),
            ApplicationSubmitted(person=person, application=uuid7(), program="iowa"),
        ):
            await console.hears(console.sealed(said, POLK, correlation=file))
    for case in cases:
        assert await told(console, case) == ["CaseClosed", "CandidateIdentified", "ApplicationSubmitted"]


async def test_what_an_event_of_the_story_caused_belongs_to_it(console: Any) -> None:
    case, person, elsewhere = uuid7(), uuid7(), uuid7()
    cause = console.sealed(closed(case, person), POLK)
    message = NotificationSent(person=uuid7(), message=uuid7(), template="farewell", channel="email")
    known = console.sealed(message, POLK, correlation=elsewhere).about
    effect = message.sealed(
        Envelope(known.id, known.source, known.type, known.subject, known.time, POLK, (), 1, elsewhere, cause.about.id)
    )
    await console.hears(cause, effect)
    assert await told(console, case) == ["CaseClosed", "NotificationSent"]


async def test_the_page_tells_days_and_services_and_says_when_names_are_missing(console: Any, life: Any) -> None:
    await life.publishes(life.iowa)
    case = await life.asks_for_partner(POLK, life.iowa, uuid7())
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        page = (await http.get(f"/cases/{case}")).text
        spanish = (await http.get(f"/cases/{case}?lang=es")).text
    assert "The people directory does not answer" in page
    assert "Polk, IA" in page
    assert 'title="' + str(case) in page
    assert "Pareja formada" in spanish
    assert '<html lang="es">' in spanish


async def test_an_event_shows_what_caused_it_and_what_came_of_it(console: Any, life: Any) -> None:
    case = await life.asks_for_partner(POLK, life.iowa, uuid7())
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        event = (await http.get("/v1/events?type=CheckInScheduled")).json()["events"][0]
        page = (await http.get(f"/events/{event['id']}")).text
    assert f"/cases/{case}" in page
    assert event["correlation"] in page
