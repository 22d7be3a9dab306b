"""Supervisors and their partners: first contacts, check-ins and sessions, most of them in time."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from peerbridge_demo.people.asking import Who
from peerbridge_demo.people.chance import chance
from peerbridge_demo.people.directory import enter
from peerbridge_demo.people.scene import Scene

__all__ = ["check_ins", "contacts", "register", "sessions"]

LATE: Final = 0.12
SUPERVISORS: Final = 3  # in each state; the last is away for a while at first
AWAY_DAYS: Final = 20


async def register(scene: Scene) -> None:
    """Enter the supervisors of the state, one of them absent with somebody standing in."""
    people = [str(uuid5(NAMESPACE_URL, f"supervisor/{scene.state.digits}/{n}")) for n in range(SUPERVISORS)]
    for number, person in enumerate(people):
        await enter(scene, person, scene.state.counties[0])
        body: dict[str, Any] = {"counties": scene.state.counties, "span": scene.policy.supervision.supervisor_span}
        if number == SUPERVISORS - 1:
            today = scene.today
            until = date.fromordinal(today.toordinal() + AWAY_DAYS)
            body |= {"absent_from": str(today), "absent_until": str(until), "delegate": people[0]}
        path = f"/v1/supervisors/{person}"
        await scene.ask.do(scene.coordinator, "supervision", path, "entered a supervisor", body, method="PUT")
    scene.supervisors = people


async def contacts(scene: Scene) -> None:
    """Partners call their families within days; some only after they are reminded."""
    for relation in await scene.ask.listed(scene.coordinator, "supervision", "/v1/relations", "relations", limit=1000):
        first, match = relation["first_contact"], relation["match"]
        if not relation["supervisor"] or first["due_on"] is None or first["made_on"]:
            continue
        late = _late(scene, match, "first contact")
        if first["overdue"] if late else scene.today > date.fromisoformat(relation["matched_on"]):
            who = Who("partner", person=relation["partner"])
            body = {"kind": "made", "on": str(scene.today)}
            await scene.ask.do(who, "supervision", f"/v1/matches/{match}/contacts", "called the family", body)


async def check_ins(scene: Scene) -> None:
    """Held on the day they are due; some are late."""
    await _keep(
        scene,
        "check-ins",
        "check_ins",
        "check_in",
        lambda each: (f"/v1/check-ins/{each['check_in']}/completion", "held a check-in", {"on": str(scene.today)}),
    )


async def sessions(scene: Scene) -> None:
    """Clinical and wellness meetings: attended, or missed."""
    await _keep(
        scene,
        "sessions",
        "sessions",
        "session",
        lambda each: (
            f"/v1/sessions/{each['session']}/attendance",
            "attended a session",
            {"held_on": str(scene.today)},
        ),
        overdue=False,
    )


async def _keep(
    scene: Scene,
    where: str,
    within: str,
    key: str,
    command: Callable[[dict[str, Any]], tuple[str, str, dict[str, Any]]],
    *,
    overdue: bool = True,
) -> None:
    found = await scene.ask.listed(scene.coordinator, "supervision", f"/v1/{where}", within, state="due", limit=1000)
    if overdue:
        found += await scene.ask.listed(scene.coordinator, "supervision", f"/v1/{where}", within, state="overdue")
    for each in found:
        due = date.fromisoformat(each["due_on"])
        if scene.today < due or (each["state"] == "due" and _late(scene, each[key], where)):
            continue
        path, what, body = command(each)
        await scene.ask.do(scene.supervisor, "supervision", path, what, body)


def _late(scene: Scene, thing: str, what: str) -> bool:
    """Whether this one is not done in time; the first of each kind is not, so that it is seen."""
    first = scene.memory.setdefault(f"first {what}", thing)
    return first == thing or chance(thing, "late") < LATE
