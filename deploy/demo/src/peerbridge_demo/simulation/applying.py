"""An application, step after step as the programme asks for them: some decline, some are declined, some have a record."""

from datetime import date, timedelta
from typing import Any, Final

from peerbridge.events.policy import Policy
from peerbridge_demo.people.panels import decision
from peerbridge_demo.simulation.town import Town
from peerbridge_demo.simulation.working import works

__all__ = ["applies"]

DECLINED, WITHDRAWS, OPTS_OUT = 0.08, 0.04, 0.01
RECORD, ALONE, LETTER_HELPS, SHORT_CHECK = 0.14, 0.2, 0.75, 0.12
SHORT_DAYS: Final = 200  # some checks count for less than the programme allows
AGAIN: Final = 0.3  # of those who were declined or left, who ask once more
Application = dict[str, Any]


async def applies(town: Town, policy: Policy, application: Application, about: str, day: date) -> None:
    """From the application to the end of what comes of it; perhaps another one after that."""
    over = await _goes_through(town, policy, application, about, day)
    if over is None or town.chance(about, "asks again") >= AGAIN:
        return
    day = over + town.days(about, "asks again after", 120, 240)
    await town.calendar.until(day)
    body = {"person": application["person"], "program": policy.program}
    if made := await town.do("/v1/applications", "applied again", body):
        await _goes_through(town, policy, made, f"{about} again", day)


async def _goes_through(town: Town, policy: Policy, application: Application, about: str, day: date) -> date | None:
    """The day on which it was over; None where they want to hear nothing more, or the last day came first."""
    path = f"/v1/applications/{application['id']}"
    for step in (_screened, _checked, _hired, _trained):
        reached = await step(town, policy, path, about, day)
        if isinstance(reached, Over):
            return reached.day
        day = reached
    day += town.days(about, "certified after", 3, 20)
    await town.calendar.until(day)
    near = [
        c
        for c in town.area.counties
        if c != application["county"] and town.chance((about, c), "near") < LETTER_HELPS / 5
    ]
    body = {"counties": [application["county"], *near]}
    certified = await town.do(f"{path}/certification", "certified", body)
    return await works(town, policy, certified, path, about, day) if certified else day


class Over:
    """The application is over since this day; None: for good."""

    def __init__(self, day: date | None) -> None:
        self.day = day


async def _screened(town: Town, policy: Policy, path: str, about: str, day: date) -> date | Over:
    for number, step in enumerate(policy.screening.steps):
        day += town.days((about, step.step), "screened after", 7, 35)
        await town.calendar.until(day)
        if town.chance((about, step.step), "thinks better of it") < WITHDRAWS:
            await town.do(f"{path}/withdrawal", "withdrew an application")
            return Over(day)
        if number == 0 and town.chance(about, "wants no more") < OPTS_OUT:
            shown = await town.ask.get(town.coordinator, "recruitment", path)
            await town.do(f"/v1/candidates/{shown['person']}/opt-out", "opted out while applying")
            return Over(None)
        declined = town.chance((about, step.step), "is declined") < DECLINED
        body = decision(step.step, town.area.state, declined=declined)
        await town.do(f"{path}/screening-decisions", "decided a screening step", body)
        if declined:
            return Over(day)
    return day


async def _checked(town: Town, policy: Policy, path: str, about: str, day: date) -> date | Over:
    """Every kind; a record is weighed with the person's letter, unless it decides alone (P22-P24)."""
    for kind in policy.background_checks.kinds:
        day += town.days((about, kind.check), "checked after", 7, 30)
        await town.calendar.until(day)
        drawn = town.chance((about, kind.check), "has a record")
        body: dict[str, Any] = {"check": kind.check, "outcome": "cleared"}
        if drawn < RECORD * ALONE:
            alone = policy.background_checks.automatic_disqualifiers[0]
            await _decide(town, path, {**body, "outcome": "disqualified", "categories": [alone]})
            return Over(day)
        if drawn < RECORD:
            await _decide(town, path, {**body, "outcome": "needs_review", "categories": ["theft"]})
            day += town.days((about, kind.check), "writes a letter", 10, 30)
            await town.calendar.until(day)
            helps = town.chance((about, kind.check), "a letter helps") < LETTER_HELPS
            letter = {"categories": ["theft"], "letter": "What happened then, and what has changed since."}
            await _decide(town, path, {**body, **letter, "outcome": "cleared" if helps else "disqualified"})
            if not helps:
                return Over(day)
        else:
            short = {"valid_until": str(day + timedelta(days=SHORT_DAYS))} if _short(town, about) else {}
            await _decide(town, path, {**body, **short})
    return day


def _short(town: Town, about: str) -> bool:
    return town.chance(about, "has a short check") < SHORT_CHECK


async def _decide(town: Town, path: str, body: dict[str, Any]) -> None:
    await town.do(f"{path}/background-checks", "decided a check", body)


async def _hired(town: Town, policy: Policy, path: str, about: str, day: date) -> date | Over:
    day += town.days(about, "hired after", 5, 40)
    await town.calendar.until(day)
    if town.chance(about, "takes another job") < WITHDRAWS:
        await town.do(f"{path}/withdrawal", "withdrew an application")
        return Over(day)
    await town.do(f"{path}/hire", "hired", {"employment": policy.employment.model})
    return day


async def _trained(town: Town, policy: Policy, path: str, about: str, day: date) -> date | Over:
    """What comes before the start; who gives up on the way, gives up the application."""
    for training in (each for each in policy.trainings if each.due == "before_start"):
        day += town.days((about, training.training), "trained after", 2, 14)
        await town.calendar.until(day)
        if town.chance((about, training.training), "gives up") < WITHDRAWS / 4:
            await town.do(f"{path}/withdrawal", "withdrew an application")
            return Over(day)
        body = {"training": training.training, "hours": training.hours or 3}
        await town.do(f"{path}/trainings", "recorded a training", body)
    return day
