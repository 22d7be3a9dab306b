"""A partner's years: later trainings, some of them late; pauses; renewals, some forgotten; and for some a farewell."""

from datetime import date, timedelta
from typing import Any, Final

from peerbridge.events.policy import Policy
from peerbridge_demo.reckoning.programs import months_after
from peerbridge_demo.simulation.town import Town

__all__ = ["works"]

LATE, NEVER, PAUSES, LEAVES, RENEWS, COMES_BACK = 0.25, 0.2, 0.12, 0.2, 0.75, 0.4
BEFORE_END: Final = timedelta(days=30)
Partner = dict[str, Any]


async def works(town: Town, policy: Policy, partner: Partner, path: str, about: str, day: date) -> date | None:
    """The day on which they left; None where they still work, or only their certification has ended."""
    left = day + town.days(about, "leaves after", 60, 600) if town.chance(about, "leaves") < LEAVES else None
    at_work = Work(town, policy, partner, path, about, left)
    await town.calendar.together(at_work.later_trainings(day), at_work.pauses(day), at_work.renews())
    if left is None:
        return None
    await town.calendar.until(left)
    await at_work.say("departure", "left")
    return left


class Work:
    """One partner in one programme."""

    def __init__(self, town: Town, policy: Policy, partner: Partner, path: str, about: str, left: date | None) -> None:
        self.town, self.policy, self.partner, self.path, self.about, self.left = (
            town,
            policy,
            partner,
            path,
            about,
            left,
        )

    async def say(self, where: str, what: str, **body: Any) -> Partner | None:
        """Something about the partner."""
        told = {"program": self.policy.program, **body}
        answer: Partner | None = await self.town.do(f"/v1/partners/{self.partner['person']}/{where}", what, told)
        return answer

    async def later_trainings(self, day: date) -> None:
        """Those of the first year: in time, late, or not at all; who is late is suspended meanwhile (P26, P28)."""
        shown = await self.town.ask.get(self.town.coordinator, "recruitment", self.path)
        due = {name: date.fromisoformat(last) for name, last in (shown or {}).get("still_due", {}).items()}
        never = self.town.chance(self.about, "never takes the last") < NEVER
        for number, (name, last) in enumerate(sorted(due.items())):
            if never and number == len(due) - 1:
                return
            late = self.town.chance((self.about, name), "is late") < LATE / max(len(due), 1)
            after = (
                self.town.days((self.about, name), "late by", 15, 90)
                if late
                else -self.town.days((self.about, name), "early by", 5, 120)
            )
            if await self._gone_before(taken := max(day, last + after)):
                return
            await self.town.calendar.until(taken)
            body = {"training": name, "hours": 3}
            await self.town.do(f"{self.path}/trainings", "recorded a later training", body)

    async def pauses(self, day: date) -> None:
        """Some stop for a while by their own wish, or while something is looked into."""
        if self.town.chance(self.about, "pauses") >= PAUSES:
            return
        begin = day + self.town.days(self.about, "pauses after", 20, 400)
        end = begin + self.town.days(self.about, "pauses for", 20, 60)
        if await self._gone_before(end):
            return
        await self.town.calendar.until(begin)
        reason = "own_wish" if self.town.chance(self.about, "why") < 1 / 2 else "conduct_review"
        if await self.say("suspension", "suspended", reason=reason):
            await self.town.calendar.until(end)
            await self.say("reinstatement", "reinstated")

    async def renews(self) -> None:
        """Before each end new checks and the hours that the programme asks for; or the end is forgotten."""
        while True:
            until = date.fromisoformat(self.partner["valid_until"])
            renews = self.town.chance((self.about, until.year), "renews") < RENEWS
            if not renews and self.town.chance((self.about, until.year), "comes back") >= COMES_BACK:
                return
            day = until - BEFORE_END if renews else until + BEFORE_END
            if await self._gone_before(day):
                return
            await self.town.calendar.until(day)
            renewed = await self._renewed()
            if renewed is None or renewed["valid_until"] <= self.partner["valid_until"]:
                return
            self.partner = renewed

    async def _renewed(self) -> Partner | None:
        for kind in self.policy.background_checks.kinds:
            body = {"check": kind.check, "outcome": "cleared"}
            await self.town.do(f"{self.path}/background-checks", "decided a check again", body)
        asked = self.policy.continuing_education
        if asked is None:
            return await self.say("renewal", "renewed")
        until = date.fromisoformat(self.partner["valid_until"])
        days = [months_after(until, -1) - timedelta(days=7 * number) for number in range(1, 5)]
        education = [{"completed_on": str(day), "hours": 8.0} for day in days]
        return await self.say("renewal", "renewed", education=education)

    async def _gone_before(self, day: date) -> bool:
        """Whether they leave before a day, or the last day comes first."""
        return (self.left is not None and day >= self.left) or self.town.over(day)
