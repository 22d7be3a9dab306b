"""Parents whose case is open or closed: some are named by those who know them, some apply, some want to hear nothing more."""

from datetime import date, timedelta
from typing import Any, Final

from peerbridge.events.policy import Policy
from peerbridge_demo.people.asking import Who
from peerbridge_demo.people.chance import chosen
from peerbridge_demo.reckoning.programs import months_after
from peerbridge_demo.simulation.applying import applies
from peerbridge_demo.simulation.families import Family
from peerbridge_demo.simulation.town import Town

__all__ = ["of_parents"]

NAMED_OPEN, NAMED_CLOSED = 0.2, 0.06
APPLIES, NAMED_APPLIES, OPTS_OUT = 0.35, 0.7, 0.05
TRIES: Final = 4  # somebody who was told that it is too early asks again
EXITS: Final = {
    1: "reunification",
    3: "adoption",
    5: "guardianship",
}  # AFCARS 2020; the others are taken by no programme


async def of_parents(town: Town, family: Family, case: str, *, open_case: bool) -> None:
    """What the parents of a case do; who they are to us is read from the case."""
    shown = await town.ask.get(town.coordinator, "recruitment", f"/v1/cases/{case}")
    for number, person in enumerate((shown or {}).get("parents", ())[: len(family.parents)]):
        for program in family.area.programs:
            about = f"{family.parents[0]} {number} {program}"
            town.calendar.begin(_with_program(town, family, program, person, about, open_case=open_case))


async def _with_program(town: Town, family: Family, program: str, person: str, about: str, *, open_case: bool) -> None:
    policy = town.policies[program]
    named = await _named(town, family, policy, person, about, open_case=open_case)
    if open_case or (person, program) in town.alive:
        return
    asked_on = _asked_on(policy, family)
    day = family.closed_on + timedelta(days=7) if named else asked_on
    if day is None or town.over(day):
        return
    town.alive.add((person, program))
    day = max(day, town.plan.begins)
    await _decides(town, policy, family, person, about, day, named=named)
    town.alive.discard((person, program))


async def _named(town: Town, family: Family, policy: Policy, person: str, about: str, *, open_case: bool) -> bool:
    """A caseworker names somebody: while the case is open, or before the wait is over (P05). True where it was taken."""
    likely = NAMED_OPEN if open_case else NAMED_CLOSED
    if town.chance(about, f"is named {open_case}") >= likely:
        return town.chance(about, "is named True") < NAMED_OPEN and family.seen_open and not open_case
    since = family.opened_on if open_case else family.closed_on
    day = max(since, town.plan.begins) + town.days(about, "named after", 5, 60)
    if town.over(day) or (open_case and day >= family.closed_on):
        return False
    await town.calendar.until(day)
    body = {
        "program": policy.program,
        "county": family.county,
        "referrer": chosen((town.plan.seed, about), "named by", policy.referrers),
        "person": person,
    }
    return await town.do("/v1/nominations", "nominated", body, who=town.caseworker) is not None


def _asked_on(policy: Policy, family: Family) -> date | None:
    """From when the programme may ask them, as far as those who play can know; what is so, the service decides."""
    fits = family.referred and family.case_type in policy.case_types and EXITS.get(family.exit) in policy.exits
    return months_after(family.closed_on, policy.wait_months) if fits else None


async def _decides(
    town: Town, policy: Policy, family: Family, person: str, about: str, day: date, *, named: bool
) -> None:
    """They are written to, and think about it."""
    await town.calendar.until(day)
    themself = Who("candidate", person=person)
    out = town.chance(about, "opts out") < OPTS_OUT
    if out or town.chance(about, "applies") >= (NAMED_APPLIES if named else APPLIES):
        if out:
            await town.calendar.until(day + town.days(about, "opts out after", 25, 120))
            await town.enter(person, family.county)
            await town.do(f"/v1/candidates/{person}/opt-out", "opted out", who=themself)
        return
    await town.enter(person, family.county)
    for number in range(TRIES):
        day += town.days(about, f"applies after {number}", 25, 90)
        await town.calendar.until(day)
        body: dict[str, Any] = {"person": person, "program": policy.program}
        made = await town.do("/v1/applications", "applied", body, who=themself)
        if made:
            await applies(town, policy, made, about, day)
            return
