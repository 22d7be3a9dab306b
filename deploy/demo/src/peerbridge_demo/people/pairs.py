"""Both sides answer proposals, each for itself; matches end when their time has come."""

from datetime import datetime
from typing import Any, Final

from peerbridge_demo.people.asking import Who
from peerbridge_demo.people.chance import chance, chosen
from peerbridge_demo.people.scene import Scene

__all__ = ["matches", "proposals"]

DECLINES: Final = 0.12
SILENT: Final = 0.08
ENDS: Final = 0.012  # a day: about eighty days on average
REASONS: Final = ("goals_met", "goals_met", "goals_met", "moved", "not_a_fit", "family")
DECLINE_REASONS: Final = ("not_now", "not_a_fit", "distance", "language", "other")

Row = dict[str, Any]


async def proposals(scene: Scene) -> None:
    """Answer what is open; a few are declined, a few never answered."""
    for each in await scene.ask.listed(scene.coordinator, "matching", "/v1/proposals", state="open"):
        if each["proposal"] not in scene.memory.setdefault("silent", set()):
            await _answered(scene, each)


async def _answered(scene: Scene, each: Row) -> None:
    proposal = each["proposal"]
    if scene.once("never answers") or chance(proposal, "never answers") < SILENT:
        scene.memory["silent"].add(proposal)
    elif scene.once("declines") or chance(proposal, "declines") < DECLINES:
        reason = chosen(proposal, "reason", DECLINE_REASONS)
        side = chosen(proposal, "side", ("partner", "family"))
        await _answer(scene, each, side, {"answer": "no", "reason": reason})
    else:
        for side in ("partner", "family"):
            if each[f"{side}_answer"] is None:
                await _answer(scene, each, side, {"answer": "yes"})


async def _answer(scene: Scene, each: Row, side: str, body: Row) -> None:
    """The partner alone; the family alone, or its caseworker for it."""
    alone = side == "partner" or chance(each["parent"], "answers alone") < 0.5  # noqa: PLR2004 (one in two)
    role = "partner" if side == "partner" else "parent"
    who = Who(role, person=each[role]) if alone else scene.caseworker
    path = f"/v1/proposals/{each['proposal']}/answers"
    await scene.ask.do(who, "matching", path, f"answered {body['answer']}", {"side": side, **body})


async def matches(scene: Scene) -> None:
    """End what has come to its end, and what a closed case has left behind."""
    day = scene.today
    for each in await scene.ask.listed(scene.coordinator, "matching", "/v1/matches", state="active"):
        await _opened(scene, each)
        age = (scene.clock.now() - datetime.fromisoformat(each["made_at"])).days
        if "case_closed" in each["attention"]:
            await _end(scene, each, "case_closed")
        elif age > 12 and (scene.once("ends") or chance((each["match"], day), "ends") < ENDS):  # noqa: PLR2004 (days)
            await _end(scene, each, chosen(each["match"], "why", REASONS))


async def _end(scene: Scene, each: Row, reason: str) -> None:
    if each["match"] in scene.memory.setdefault("ended", set()):
        return
    scene.memory["ended"].add(each["match"])
    path = f"/v1/matches/{each['match']}/ending"
    again = reason in ("moved", "not_a_fit")
    body = {"reason": reason, "rematch": again, "handover": ["appointments", "contact_agreed"] if again else []}
    if await scene.ask.do(scene.coordinator, "matching", path, "ended a match", body) and again:
        scene.memory.setdefault("former", {})[each["family"]] = each["match"]


async def _opened(scene: Scene, each: Row) -> None:
    """To the partner of a family's next match the coordinator opens what was agreed in the former one."""
    former = scene.memory.setdefault("former", {}).pop(each["family"], None)
    if former not in (None, each["match"]):
        body = {"former": former, "reason": "hand_over"}
        await scene.ask.do(
            scene.coordinator, "matching", f"/v1/matches/{each['match']}/former", "opened a former relation", body
        )
