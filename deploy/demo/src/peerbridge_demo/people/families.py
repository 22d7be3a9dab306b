"""Caseworkers: they open cases, ask for support, report closures, and say when a report was wrong."""

import json
from datetime import timedelta
from typing import Any, Final

from peerbridge_demo.people.chance import chance, chosen
from peerbridge_demo.people.directory import enter
from peerbridge_demo.people.lives import ADOPTED, REUNIFIED, Family, Turn, exit_reason, family
from peerbridge_demo.people.names import speaks_spanish
from peerbridge_demo.people.scene import Scene

__all__ = ["families"]

AT_FIRST: Final = 14  # open cases in each state
A_DAY: Final = 0.35  # further ones
AT_A_TIME: Final = 6
IN_COURT: Final = 0.4
NEEDS: Final = ("court_process", "housing", "recovery", "reunification", "single_parent")


async def families(scene: Scene) -> None:
    """Open what is to be opened today, and take every known family as far as the day has come."""
    known: list[Family] = scene.memory.setdefault("families", [])
    await _open_new(scene, known)
    due = [each for each in known if _next(scene, each)]
    for each in due[:AT_A_TIME]:
        await _goes_on(scene, each)
    scene.memory["families"] = [each for each in known if each.stage != "over"]


async def _open_new(scene: Scene, known: list[Family]) -> None:
    day = scene.today
    number = scene.memory.setdefault("families opened", 0)
    wanted = (
        AT_FIRST
        if number == 0
        else int(scene.memory.get("day") != day and chance((scene.state.digits, day), "a case opens") < A_DAY)
    )
    scene.memory["day"] = day
    if not wanted:
        return
    begun = f"{scene.state.digits}-{scene.clock.now():%Y%m%d%H%M%S}"
    made = [
        family(f"{begun}-{n}", number + n, chosen(f"{begun}-{n}", "lives in", scene.state.counties[:3]), day)
        for n in range(wanted)
    ]
    lines = [_opening(scene, each) for each in made]
    answers = await _report(scene, "case-openings", "opened a case", lines)
    for each, answer in zip(made, answers, strict=False):
        each.case = answer.get("case") or ""
    scene.memory["families opened"] = number + len(made)
    known += [each for each in made if each.case]


def _next(scene: Scene, each: Family) -> str:
    """What the day brings to a family; empty where nothing."""
    today = scene.today
    dates = {
        "ask": each.asks_on if each.stage == "open" and not each.request else None,
        "give up": each.gives_up_on if each.request else None,
        "close": each.closes_on if each.stage == "open" else None,
        "turn": each.turns_on if each.stage == "closed" else None,
    }
    return next((what for what, day in dates.items() if day is not None and day <= today), "")


async def _goes_on(scene: Scene, each: Family) -> None:
    match _next(scene, each):
        case "ask":
            await _ask(scene, each)
        case "give up":
            path = f"/v1/requests/{each.request}/withdrawal"
            each.gives_up_on = None
            await scene.ask.do(scene.caseworker, "matching", path, "gave up asking", {"reason": "family"})
        case "close":
            each.stage, each.closed_as = "closed", REUNIFIED if each.turn is Turn.REOPENS else exit_reason(each.name)
            await _close(scene, each, "closed a case")
        case _:
            await _turn(scene, each)


async def _ask(scene: Scene, each: Family) -> None:
    """Ask for a partner for the family, in Spanish where the parent speaks it."""
    each.asks_on = None
    case = await scene.ask.get(scene.caseworker, "recruitment", f"/v1/cases/{each.case}")
    if not case or not case["parents"]:
        return
    parent = case["parents"][0]
    await enter(scene, parent, each.county)
    body = {
        "case": each.case,
        "parent": parent,
        "urgency": int(chance(each.name, "urgent") * 3),
        "must_languages": ["es"] if speaks_spanish(parent) else [],
        "needs": [chosen(each.name, "needs", NEEDS)],
        "preferred_languages": ["en"],
        "contact_style": "phone",
        **_way(scene, each.name),
    }
    made = await scene.ask.do(scene.caseworker, "matching", "/v1/requests", "asked for support", body)
    each.request = made["request"] if made else ""
    if made and scene.once("gives up"):
        each.gives_up_on = scene.today


def _way(scene: Scene, name: str) -> dict[str, Any]:
    """Half want somebody to ask when they need it, half expect to hear every week or two (P53); some have a day in court."""
    if chance(name, "on request") < 0.5:  # noqa: PLR2004 (one in two)
        way: dict[str, Any] = {"match_mode": "on_request"}
    else:
        way = {"match_mode": "structured", "contact_every": chosen(name, "rhythm", ("week", "two_weeks"))}
    if chance(name, "has a day in court") < IN_COURT:
        way["court_on"] = str(scene.today + timedelta(days=5 + int(60 * chance(name, "day in court"))))
    return way


async def _turn(scene: Scene, each: Family) -> None:
    """What became of a closed case."""
    each.stage = "over"
    if each.turn is Turn.REOPENS:
        each.removal, each.opened_on, each.stage = each.removal + 1, scene.today, "open"
        each.turn, each.closes_on = Turn.STAYS, scene.today + timedelta(days=60)
        each.turns_on = each.closes_on
        await _report(scene, "case-openings", "opened a case again", [_opening(scene, each)])
    elif each.turn is Turn.CORRECTED:
        each.closed_as = REUNIFIED if each.closed_as == ADOPTED else ADOPTED
        await _close(scene, each, "corrected a closure")
    elif each.turn is Turn.WITHDRAWN:
        await _close(scene, each, "took a closure back", withdrawn=True)


async def _close(scene: Scene, each: Family, what: str, **more: Any) -> None:
    closure = {
        **_opening(scene, each),
        "closed_on": str(each.closes_on),
        "code_list": "afcars_2020",
        "exit_reason": each.closed_as,
        **more,
    }
    await _report(scene, "case-closures", what, [closure])


def _opening(scene: Scene, each: Family) -> dict[str, Any]:
    return {
        "source": f"demo-county-{scene.state.digits}",
        "source_case": each.name,
        "removal": str(each.removal),
        "county": each.county,
        "parents": each.parents,
        "opened_on": str(each.opened_on),
    }


async def _report(scene: Scene, where: str, what: str, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Several at once, as lines; one answer for each."""
    body = "\n".join(json.dumps(line) for line in lines)
    told = await scene.ask.lines(scene.caseworker, f"/v1/{where}", what, body)
    return list((told or {}).get("lines", []))
