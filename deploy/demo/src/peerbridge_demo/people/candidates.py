"""People in the pool: they are written to; most apply, some do not, a few want to hear nothing more."""

from typing import Any, Final

from peerbridge_demo.people.asking import Who
from peerbridge_demo.people.chance import chance, chosen
from peerbridge_demo.people.directory import enter
from peerbridge_demo.people.scene import Scene

__all__ = ["candidates", "nominations"]

APPLY: Final = 0.6
OPT_OUT: Final = 0.04
AT_A_TIME: Final = 4  # in each round of each state


async def candidates(scene: Scene) -> None:
    """Look at who is in the pool and has not been dealt with."""
    known: set[str] = scene.memory.setdefault("candidates", set())
    found = await scene.ask.get(scene.coordinator, "recruitment", "/v1/candidates")
    pool = [each for each in (found or {}).get("items", []) if each["in_pool"] and not each["applied"]]
    for candidate in [each for each in pool if each["person"] not in known][:AT_A_TIME]:
        known.add(candidate["person"])
        await enter(scene, candidate["person"], candidate["county"])
        await _decides(scene, candidate)


async def _decides(scene: Scene, candidate: dict[str, Any]) -> None:
    person = candidate["person"]
    themself = Who("candidate", person=person)
    if len(scene.memory["candidates"]) > AT_A_TIME and (scene.once("opt out") or chance(person, "opts out") < OPT_OUT):
        await scene.ask.do(themself, "recruitment", f"/v1/candidates/{person}/opt-out", "opted out")
    elif chance(person, "applies") < APPLY:
        body = {"person": person, "program": candidate["program"]}
        who = themself if chance(person, "applies alone") < APPLY else scene.coordinator
        await scene.ask.do(who, "recruitment", "/v1/applications", "applied", body)


async def nominations(scene: Scene) -> None:
    """Now and then a caseworker names somebody whose case no file told of (P05)."""
    day = scene.today.toordinal()
    if day % 9 or scene.memory.get("nominated") == day:
        return
    scene.memory["nominated"] = day
    county = chosen(day, "nominated in", scene.state.counties)
    body = {
        "program": scene.state.program,
        "county": county,
        "referrer": chosen(day, "nominated by", scene.policy.referrers),
        "source": f"court-{scene.state.digits}",
        "source_person": f"person-{day}",
    }
    made = await scene.ask.do(scene.caseworker, "recruitment", "/v1/nominations", "nominated", body)
    if made:
        await enter(scene, made["person"], county)
