"""Supervisors and their partners: first contacts, check-ins and sessions, most of them in time."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from peerbridge_demo.people.asking import Who
from peerbridge_demo.people.chance import chance
from peerbridge_demo.people.directory import enter
from peerbridge_demo.people.scene import Scene

__all__ = ["check_ins", "contacts", "register", "sessions"]

LATE: Final = 0.12
SUPERVISORS: Final = 3  # in each state; one has no lived experience (P44), the last is away for a while at first
AWAY_DAYS: Final = 20


async def register(scene: Scene) -> None:
    """Enter the supervisors of the state, one of them absent with somebody standing in."""
    people = [str(uuid5(NAMESPACE_URL, f"supervisor/{scene.state.digits}/{n}")) for n in range(SUPERVISORS)]
    for number, person in enumerate(people):
        await enter(scene, person, scene.state.counties[0])
        span = scene.policy.supervision.supervisor_span
        body: dict[str, Any] = {"counties": scene.state.counties, "span": span, "lived_experience": number != 1}
        if number == SUPERVISORS - 1:
            today = scene.today
            until = date.fromordinal(today.toordinal() + AWAY_DAYS)
            body |= {"absent_from": str(today), "absent_until": str(until), "delegate": people[0]}
        path = f"/v1/supervisors/{person}"
        await scene.ask.do(scene.coordinator, "supervision", path, "entered a supervisor", body, method="PUT")
    scene.supervisors = people


async def contacts(scene: Scene) -> None:
    """Partners call their families within days; some only after they are reminded."""
    for relation in await scene.ask.listed(scene.coordinator, "supervision", "/v1/relations"):
        first, match = relation["first_contact"], relation["match"]
        if not relation["supervisor"] or first["due_on"] is None or first["made_on"]:
            continue
        late = _late(scene, match, "first contact")
        if first["overdue"] if late else scene.today > date.fromisoformat(relation["matched_on"]):
            who = Who("partner", person=relation["partner"])
            body = {"kind": "made", "on": str(scene.today)}
            await scene.ask.do(who, "supervision", f"/v1/matches/{match}/contacts", "called the family", body)


@dataclass(frozen=True, slots=True)
class Kept:
    """Something with a day on which it is due: how it is listed, recorded and counted."""

    things: str
    id: str
    recorded: str
    on: str
    what: str
    states: tuple[str, ...]


CHECK_INS: Final = Kept("check-ins", "check_in", "completion", "on", "held a check-in", ("due", "overdue"))
SESSIONS: Final = Kept("sessions", "session", "attendance", "held_on", "attended a session", ("due",))


async def check_ins(scene: Scene) -> None:
    """Held on the day they are due; some are late."""
    await _keep(scene, CHECK_INS)


async def sessions(scene: Scene) -> None:
    """Clinical and wellness meetings: attended, or missed."""
    await _keep(scene, SESSIONS)


async def _keep(scene: Scene, kept: Kept) -> None:
    today, path = scene.today, f"/v1/{kept.things}"
    for state in kept.states:
        for each in await scene.ask.listed(scene.supervisor, "supervision", path, state=state):
            too_early = today < date.fromisoformat(each["due_on"])
            if too_early or (state == "due" and _late(scene, each[kept.id], kept.things)):
                continue
            where = f"{path}/{each[kept.id]}/{kept.recorded}"
            await scene.ask.do(scene.supervisor, "supervision", where, kept.what, {kept.on: str(today)})


def _late(scene: Scene, thing: str, what: str) -> bool:
    """Whether this one is not done in time; the first of each kind is not, so that it is seen."""
    first = scene.memory.setdefault(f"first {what}", thing)
    return first == thing or chance(thing, "late") < LATE
