"""One county's months, told once: what one partner's certification, four candidates and six families give in events.

It is the template of all that console stores in `bench.stored`: ids carry the hours between the events.
"""

import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from peerbridge.events.base import Event
from peerbridge.events.cases import CaseClosed, CaseOpened
from peerbridge.events.envelope import Envelope
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
from peerbridge.events.supervision import (
    CheckInCompleted,
    CheckInOverdue,
    CheckInScheduled,
    FirstContactMade,
    FirstContactOverdue,
    SupervisorAssigned,
)
from peerbridge.ids import derived_id

__all__ = ["BEGINS", "COUNTY", "PROGRAM", "Story"]

BEGINS: Final = datetime.fromisoformat("2026-01-01T08:00:00+00:00")
COUNTY, PROGRAM = "19153", "children-and-families-of-iowa"
HOURS: Final = 5  # between an event and the next
DAY: Final = date(2026, 1, 5)
FATES: Final = {"kept": 14, "late": 14, "ended": 15, "silent": 13, "proposed": 3, "waiting": 2}


class Story:
    """Seals events as their producers do: sequences per key, one correlation per thread, ids of the instant."""

    def __init__(self) -> None:
        self.now, self.sequences = BEGINS, dict[tuple[str, str], int]()
        self.supervisor = self.id()

    def id(self) -> UUID:
        """A new id of this instant."""
        return derived_id(self.now, os.urandom(10))

    def tell(self, said: Event, thread: UUID) -> Event:
        """The event as it would be published, some hours after the one before."""
        self.now += timedelta(hours=HOURS)
        key = (said.topic, said.subject)
        self.sequences[key] = self.sequences.get(key, 0) + 1
        source = f"peerbridge/{said.topic.rpartition('.')[2]}"
        about = Envelope(
            self.id(), source, said.type, said.subject, self.now, COUNTY, (), self.sequences[key], thread,
        )  # fmt: skip
        return said.sealed(about)

    def events(self) -> list[Event]:
        """All of it."""
        partner = self.id()
        told = [*self.partner(partner, steps=9)]
        for steps in (0, 2, 4, 6):
            told += self.partner(self.id(), steps)
        for fate in FATES:
            told += self.family(partner, fate)
        return told

    def partner(self, person: UUID, steps: int) -> Iterator[Event]:
        """A closed case, and how far its parent comes."""
        thread, case = self.id(), self.id()
        applied: dict[str, Any] = {"person": person, "application": self.id(), "program": PROGRAM}
        way: list[Event] = [
            CandidateIdentified(person=person, case=case, program=PROGRAM),
            NotificationSent(person=person, message=self.id(), template="candidate_invited", channel="email"),
            ApplicationSubmitted(**applied),
            ScreeningDecided(**applied, step="interview-1", decision="advanced"),
            BackgroundCheckDecided(**applied, check="criminal-history"),
            PartnerHired(**applied, employment="employee", hired_on=DAY),
            TrainingCompleted(person=person, program=PROGRAM, training="mandated-reporter", completed_on=DAY, hours=6.0),
            PartnerCertified(
                partner=person, program=PROGRAM, valid_from=DAY, valid_until=DAY + timedelta(days=365),
                roles=("one-to-one",), role_limits=(), capacity=6, counties=(COUNTY,),
            ),
            NotificationSent(person=person, message=self.id(), template="certified", channel="email"),
        ]  # fmt: skip
        yield self.tell(CaseOpened(case=case, opened_on=DAY, case_type="dependency", parents=(person,)), thread)
        closed = CaseClosed(
            case=case, closure=self.id(), closed_on=DAY, exit_reason="reunification", code_list="afcars_2020",
            case_type="dependency", referred=True, parents=(person,),
        )  # fmt: skip
        for said in (closed, *way[:steps]):
            yield self.tell(said, thread)

    def family(self, partner: UUID, fate: str) -> Iterator[Event]:
        """A family's request, and what becomes of it."""
        thread, case, parent = self.id(), self.id(), self.id()
        for said in self._way(case, parent, partner, fate)[: FATES[fate]]:
            yield self.tell(said, thread)

    def _way(self, case: UUID, parent: UUID, partner: UUID, fate: str) -> list[Event]:
        asked = {"request": self.id(), "family": self.id(), "parent": parent}
        pair = {**asked, "match": self.id(), "partner": partner}
        first = {"request": asked["request"], "proposal": self.id(), "partner": self.id(), "parent": parent}
        proposed = {**first, "proposal": self.id(), "partner": partner}
        begin: list[Event] = [
            CaseOpened(case=case, opened_on=DAY, case_type="dependency", parents=(parent,)),
            SupportRequested(**asked, case=case, urgency=1),
            MatchProposed(**first, family=asked["family"], program=PROGRAM, expires_on=DAY),
            MatchDeclined(**first, side="family", reason="not_now"),
            MatchProposed(**proposed, family=asked["family"], program=PROGRAM, expires_on=DAY),
            MatchAccepted(**proposed, side="partner"),
            MatchAccepted(**proposed, side="family"),
            MatchCreated(**pair, case=case, program=PROGRAM),
            NotificationSent(person=parent, message=self.id(), template="match_created", channel="email"),
        ]
        return [*begin, *self._support(pair["match"], partner, fate), MatchEnded(**pair, reason="goals_met")]

    def _support(self, match: UUID, partner: UUID, fate: str) -> list[Event]:
        of = {"match": match, "partner": partner}
        check_in = {**of, "check_in": self.id()}
        seen = {**of, "supervisor": self.supervisor, "due_on": DAY + timedelta(days=14)}
        late = fate in ("late", "silent")
        return [
            SupervisorAssigned(**of, supervisor=self.supervisor),
            CheckInScheduled(**check_in, supervisor=self.supervisor, due_on=DAY + timedelta(days=14)),
            FirstContactOverdue(**seen) if fate == "silent" else FirstContactMade(**of, made_on=DAY),
            CheckInOverdue(**seen, check_in=check_in["check_in"])
            if late
            else CheckInCompleted(**check_in, completed_on=DAY),
            NotificationSent(person=partner, message=self.id(), template="supervisor_assigned", channel="email"),
        ]
