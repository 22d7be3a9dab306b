"""Partners say what they bring; their certifications are renewed; some pause, some leave."""

from datetime import date, timedelta
from typing import Any, Final

from peerbridge_demo.people.asking import Who
from peerbridge_demo.people.chance import chance, chosen
from peerbridge_demo.people.names import speaks_spanish
from peerbridge_demo.people.scene import Scene

__all__ = ["partners"]

PAUSES: Final = 0.01  # a day
LEAVES: Final = 0.002  # a day
PAUSE_DAYS: Final = 6
RENEWS: Final = 0.8  # of those whose certification ends
EXPERIENCES: Final = ("housing", "recovery", "reunification", "single_parent", "court_process", "kinship_care")

NEIGHBOURS: Final = {"19153": ["19169"], "19169": ["19153"], "53033": ["53053"], "53053": ["53033"]}
"""Counties that an agreement of the state's pool opens to each other's partners."""

ON_LEAVE: Final = 0.2

Partner = dict[str, Any]


async def partners(scene: Scene) -> None:
    """Look at every partner of the state once."""
    for partner in await scene.ask.listed(scene.coordinator, "recruitment", "/v1/partners"):
        await _profile(scene, partner)
        if partner["state"] == "certified":
            await _certified(scene, partner)
        elif partner["state"] == "suspended" and partner["suspension"] in ("conduct_review", "own_wish"):
            await _suspended(scene, partner)
        if partner["training_due_on"]:
            await _later_trainings(scene, partner)
        if partner["state"] == "certified" and scene.policy.ladder:
            await _climb(scene, partner)


async def _profile(scene: Scene, partner: Partner) -> None:
    """Languages, counties and, with consent, what they have lived through."""
    person, known = partner["person"], scene.memory.setdefault("profiles", set())
    if person in known or partner["state"] == "left":
        return
    known.add(person)
    body = {
        "county": partner["county"],
        "languages": ["en", "es"] if speaks_spanish(person) else ["en"],
        "consent": True,
        "experiences": sorted({chosen(person, f"experience {number}", EXPERIENCES) for number in range(3)}),
        "contact_styles": ["phone", "text"],
        "formats": ["in_person", "virtual"],
        "service_counties": NEIGHBOURS.get(partner["county"], []),
    }
    if chance(person, "plans leave") < ON_LEAVE:
        begins = scene.today + timedelta(days=20)
        body["leave"] = {"from": str(begins), "until": str(begins + timedelta(days=7))}
    who = scene.coordinator if body["service_counties"] else Who("partner", person=person)  # nobody widens the own area
    await scene.ask.do(who, "matching", f"/v1/partners/{person}/profile", "gave a profile", body, method="PUT")


async def _certified(scene: Scene, partner: Partner) -> None:
    """What may happen on a day to somebody who works."""
    person, day = partner["person"], scene.today
    left = (partner["valid_until"] and (date.fromisoformat(partner["valid_until"]) - day).days) or 0
    if left <= 20 and chance(person, "renews") < RENEWS and scene.memory.setdefault("lapse", person) != person:  # noqa: PLR2004 (three weeks before the end)
        await _renew(scene, partner)
    elif _long_enough(scene, partner, 4) and (scene.once("pauses") or chance((person, day), "pauses") < PAUSES):
        scene.memory.setdefault("paused", {})[person] = day
        await _post(
            scene, partner, "suspension", "suspended", {"reason": chosen(day, "why", ("conduct_review", "own_wish"))}
        )
    elif _long_enough(scene, partner, 25) and (scene.once("leaves") or chance((person, day), "leaves") < LEAVES):
        await _post(scene, partner, "departure", "left", {})


async def _climb(scene: Scene, partner: Partner) -> None:
    """The first step of the ladder after some days of work, the others after some months each (P41)."""
    steps = [each.step for each in scene.policy.ladder]
    taken = scene.memory.setdefault("climbed", {}).setdefault(partner["person"], 0)
    soon = taken == 0 and scene.once("climbs")
    if taken < len(steps) and (soon or _long_enough(scene, partner, 10 + taken * 150)):
        scene.memory["climbed"][partner["person"]] = taken + 1
        await _post(scene, partner, "career", "reached a step", {"career": "ladder", "step": steps[taken]})


async def _suspended(scene: Scene, partner: Partner) -> None:
    since = scene.memory.setdefault("paused", {}).setdefault(partner["person"], scene.today)
    if (scene.today - since).days >= PAUSE_DAYS:
        await _post(scene, partner, "reinstatement", "reinstated", {})


async def _renew(scene: Scene, partner: Partner) -> None:
    """New checks first, then the renewal with the hours that the programme asks for (P33)."""
    if scene.memory.setdefault("renewed", {}).get(partner["person"]) == partner["valid_until"]:
        return
    scene.memory["renewed"][partner["person"]] = partner["valid_until"]
    coming = await scene.ask.listed(scene.coordinator, "recruitment", "/v1/partners/upcoming")
    for check in sorted({each["check"] for each in coming if each["person"] == partner["person"] and each["check"]}):
        path = f"/v1/applications/{partner['application']}"
        await scene.ask.do(
            scene.coordinator, "recruitment", f"{path}/background-check-openings", "asked for a check", {"check": check}
        )
        body = {"check": check, "outcome": "cleared"}
        await scene.ask.do(scene.coordinator, "recruitment", f"{path}/background-checks", "decided a check", body)
    education = [{"completed_on": str(scene.ago(days=days)), "hours": 6.0} for days in (3, 5)]
    asked = scene.policy.continuing_education is not None
    await _post(scene, partner, "renewal", "renewed", {"education": education if asked else []})


async def _later_trainings(scene: Scene, partner: Partner) -> None:
    """Trainings of the first year are taken a month before they are due (P26, P28)."""
    if (date.fromisoformat(partner["training_due_on"]) - scene.today).days > 30:  # noqa: PLR2004 (a month before)
        return
    path = f"/v1/applications/{partner['application']}"
    shown = await scene.ask.get(scene.coordinator, "recruitment", path)
    for training in list((shown or {}).get("still_due", {}))[:1]:
        body = {"training": training, "hours": 6}
        await scene.ask.do(scene.coordinator, "recruitment", f"{path}/trainings", "recorded a training", body)


async def _post(scene: Scene, partner: Partner, where: str, what: str, body: dict[str, Any]) -> None:
    path = f"/v1/partners/{partner['person']}/{where}"
    told = {"program": partner["program"], **body}
    await scene.ask.do(scene.coordinator, "recruitment", path, what, told)


def _long_enough(scene: Scene, partner: Partner, days: int) -> bool:
    return (scene.today - date.fromisoformat(partner["valid_from"])).days >= days
