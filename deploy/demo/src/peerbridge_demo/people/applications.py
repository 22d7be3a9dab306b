"""Applications go from step to step, as each says what is next; no step is ever skipped, because none can be."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final

from peerbridge_demo.people.chance import chance
from peerbridge_demo.people.panels import decision
from peerbridge_demo.people.scene import Scene

__all__ = ["applications"]

AT_A_TIME: Final = 5
PIONEERS: Final = 8  # the first in each state are quick, so that there are partners soon
QUICK_ENOUGH: Final = 0.4  # chance that an application goes on in a round
DECLINED: Final = 0.1
WITHDRAWN: Final = 0.05
SHORT_CHECKS: Final = (25, 40, 55)
"""Days for which the checks of the first applicants still count: their certifications end, or are renewed, soon."""

Application = dict[str, Any]
Step = Callable[[Scene, Application], Awaitable[Application | None]]


async def applications(scene: Scene) -> None:
    """Bring applications further."""
    found = await scene.ask.listed(scene.coordinator, "recruitment", "/v1/applications", state="open")
    found += await scene.ask.listed(scene.coordinator, "recruitment", "/v1/applications", state="hired")
    order: list[str] = scene.memory.setdefault("applications", [])
    order += [each["id"] for each in found if each["id"] not in order]
    pioneers = set(order[:PIONEERS])
    day = scene.today
    going_on = [
        each for each in found if each["id"] in pioneers or chance((each["id"], day), "goes on today") < QUICK_ENOUGH
    ]
    for application in going_on[: AT_A_TIME + len(pioneers)]:
        await _further(scene, application)


async def _further(scene: Scene, application: Application) -> None:
    """The next step; a pioneer takes several in a day."""
    steps = 4 if _number(scene, application) < PIONEERS else 1
    for _ in range(steps):
        step = STEPS.get(application.get("next_step"))
        if step is None or not (answer := await step(scene, application)):
            return
        application = answer


async def _screen(scene: Scene, application: Application) -> Application | None:
    """A panel with lived experience decides the next part (P18-P21)."""
    if chance(application["id"], "thinks better of it") < WITHDRAWN or _once(scene, application, "withdraws"):
        return await _post(scene, application, "withdrawal", "withdrew an application", None)
    declined = chance(application["id"], "is declined") < DECLINED or _once(scene, application, "is declined")
    body = decision(_first_missing(application, "screening-decisions"), scene.state.digits, declined=declined)
    return await _post(scene, application, "screening-decisions", "decided a screening step", body)


async def _check(scene: Scene, application: Application) -> Application | None:
    """A check came back; sometimes with something that a person has to weigh (P22-P24)."""
    check = _first_missing(application, "background-checks")
    number = _number(scene, application)
    body: dict[str, Any] = {"check": check, "outcome": "cleared"}
    if number < len(SHORT_CHECKS):
        body["valid_until"] = str(scene.today + timedelta(days=SHORT_CHECKS[number]))
    elif chance((application["id"], check), "has a record") < DECLINED:
        body |= {"categories": ["theft"], "letter": "What happened then, and what has changed since."}
    return await _post(scene, application, "background-checks", "decided a check", body)


async def _hire(scene: Scene, application: Application) -> Application | None:
    body = {"employment": scene.policy.employment.model, "employer": scene.policy.employment.employer}
    return await _post(scene, application, "hire", "hired", body)


async def _train(scene: Scene, application: Application) -> Application | None:
    """All trainings of a course in the days before; they are recorded together."""
    missing = next(each for each in application["missing"] if each["step"] == "trainings")
    asked = {each.training: each for each in scene.policy.trainings}
    told: Application | None = None
    for number, training in enumerate(missing["which"]):
        hours = (asked[training].hours if training in asked else None) or 6
        body = {"training": training, "hours": hours, "completed_on": str(scene.ago(days=number))}
        told = await _post(scene, application, "trainings", "recorded a training", body)
    return told


async def _ready(scene: Scene, application: Application) -> Application | None:
    """Two ratings of the same skills (P36)."""
    skills = scene.policy.readiness.skills
    body = {
        "partner": dict.fromkeys(skills, 4),
        "coordinator": dict.fromkeys(skills, 3),
        "plan": "Go along to two hearings, then talk again.",
    }
    return await _post(scene, application, "readiness", "agreed on readiness", body)


async def _certify(scene: Scene, application: Application) -> Application | None:
    """In the home county and, where there are some, in neighbouring ones."""
    home = application["county"]
    near = [
        county for county in scene.state.counties if county != home and chance(application["id"], county) < QUICK_ENOUGH
    ]
    return await _post(scene, application, "certification", "certified", {"counties": [home, *near]})


STEPS: Final[dict[str | None, Step]] = {
    "screening-decisions": _screen,
    "background-checks": _check,
    "hire": _hire,
    "trainings": _train,
    "readiness": _ready,
    "certification": _certify,
}


async def _post(scene: Scene, application: Application, where: str, what: str, body: Any) -> Application | None:
    path = f"/v1/applications/{application['id']}/{where}"
    told: Application | None = await scene.ask.do(scene.coordinator, "recruitment", path, what, body)
    return told


def _first_missing(application: Application, step: str) -> str:
    which: list[str] = next(each["which"] for each in application["missing"] if each["step"] == step)
    return which[0]


def _number(scene: Scene, application: Application) -> int:
    order: list[str] = scene.memory["applications"]
    return order.index(application["id"]) if application["id"] in order else len(order)


def _once(scene: Scene, application: Application, what: str) -> bool:
    """The first applicant after the pioneers."""
    return _number(scene, application) >= PIONEERS and scene.once(what)
