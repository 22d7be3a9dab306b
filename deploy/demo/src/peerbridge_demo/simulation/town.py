"""An area as its people act in it: who they are to the services, and the ways to do something that everybody shares."""

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from peerbridge.events.policy import Policy
from peerbridge_demo.people.asking import Asking, Who
from peerbridge_demo.people.chance import chance
from peerbridge_demo.people.names import contact_details
from peerbridge_demo.simulation.calendar import Calendar
from peerbridge_demo.simulation.plan import Area, Plan

__all__ = ["Town"]

Answer = dict[str, Any]


@dataclass
class Town:
    """`alive`: persons whose way with a programme is being played. `named`: nominations taken while a case was open."""

    plan: Plan
    area: Area
    policies: dict[str, Policy]
    calendar: Calendar
    ask: Asking
    alive: set[tuple[str, str]] = field(default_factory=set)
    entered: set[str] = field(default_factory=set)

    @property
    def coordinator(self) -> Who:
        """Runs the programmes here."""
        return Who("coordinator", self.area.counties)

    @property
    def caseworker(self) -> Who:
        """Reports what happens day by day, and names candidates."""
        return Who("caseworker", self.area.counties)

    @property
    def officer(self) -> Who:
        """Sends what the state's system holds, as a file over all counties."""
        return Who("state_officer", self.area.counties)

    def chance(self, about: object, does: str) -> float:
        """Drawn from the seed and a name, never from an id, which differs from run to run."""
        return chance((self.plan.seed, about), does)

    def days(self, about: object, what: str, least: int, most: int) -> timedelta:
        """How long something takes."""
        return timedelta(days=least + int(self.chance(about, what) * (most - least + 1)))

    async def report(self, who: Who, where: str, what: str, lines: list[Answer]) -> list[Answer]:
        """Lines of a report; one answer for each."""
        body = "\n".join(json.dumps(line, default=str) for line in lines)
        told = await self.ask.lines(who, f"/v1/{where}", what, body)
        answers: list[Answer] = (told or {}).get("lines", [])
        for answer in answers:
            if answer["outcome"] == "refused":
                self.ask.tally.refused[str(answer["rule"])] += 1
        return answers

    async def do(self, path: str, what: str, body: Any = None, *, who: Who | None = None) -> Any:
        """A command to recruitment; its answer, or None where it was refused."""
        return await self.ask.do(who or self.coordinator, "recruitment", path, what, body)

    async def enter(self, person: str, county: str) -> None:
        """Into the directory, once."""
        if person not in self.entered:
            self.entered.add(person)
            zone = next(policy.zones[county] for policy in self.policies.values() if policy.serves(county))
            told = {**contact_details(person), "county": county, "time_zone": zone}
            path = f"/v1/people/{person}"
            await self.ask.do(self.coordinator, "notification", path, "entered in the directory", told, method="PUT")

    def over(self, day: date) -> bool:
        """Whether a day lies after the last one."""
        return day > self.plan.ends
