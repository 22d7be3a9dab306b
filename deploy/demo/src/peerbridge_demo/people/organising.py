"""A coordinator organises: whom the families need (P07), which places are looked for, and trainings for several at once (P29)."""

from datetime import date, timedelta
from typing import Any, Final

from peerbridge.events.policy_growth import Training
from peerbridge_demo.people.chance import chance
from peerbridge_demo.people.names import speaks_spanish
from peerbridge_demo.people.scene import Scene

__all__ = ["organising"]

FAMILIES: Final = {"en": 212, "es": 64, "so": 17, "vi": 4}
CULTURES: Final = {"african-american": 58, "latino": 71, "native-american": 9}
SHRINKS: Final = 0.6  # each county of a state is so much smaller than the one before
A_WEEK: Final = timedelta(days=7)
COMES: Final = 0.85  # to a meeting
MEETINGS, HOURS = 4, 2.5
POSTING: Final = {
    "en": "We look for parents whose own child-welfare case has closed well, to walk beside families now.",
    "es": "Buscamos madres y padres cuyo propio caso se cerró bien, para acompañar a familias de hoy.",
}


async def organising(scene: Scene) -> None:
    """Look at what is to be organised in the state once."""
    if scene.once("families served"):
        await _families(scene)
    if scene.once("vacancies"):
        await _vacancy(scene)
    for partner in await scene.ask.listed(scene.coordinator, "recruitment", "/v1/partners", state="certified"):
        await _description(scene, partner)
    if "cohort" in scene.memory:
        await _meet(scene)
    else:
        await _plan(scene)


async def _families(scene: Scene) -> None:
    """Every county's families, fewer from county to county: some groups are so small that nobody is told."""
    for n, county in enumerate(scene.state.counties):
        share = SHRINKS**n
        body = {
            "as_of": str(scene.ago(days=20)),
            "languages": {name: round(families * share) for name, families in FAMILIES.items()},
            "cultures": {name: round(families * share) for name, families in CULTURES.items()},
        }
        path = f"/v1/counties/{county}/families-served"
        await scene.ask.do(scene.coordinator, "recruitment", path, "entered families", body, method="PUT")


async def _vacancy(scene: Scene) -> None:
    """Spanish-speaking partners are looked for where most families are."""
    languages = {*scene.policy.posting_languages, *POSTING}
    body = {
        "program": scene.state.program,
        "county": scene.state.counties[0],
        "places": 2,
        "language": "es",
        "postings": {language: POSTING.get(language, POSTING["en"]) for language in sorted(languages)},
    }
    await scene.ask.do(scene.coordinator, "recruitment", "/v1/vacancies", "opened a vacancy", body)


async def _description(scene: Scene, partner: dict[str, Any]) -> None:
    """What a partner says of themselves, of their own will, once."""
    person, known = partner["person"], scene.memory.setdefault("described", set())
    if person in known:
        return
    known.add(person)
    spanish = speaks_spanish(person)
    body = {"languages": ["en", "es"] if spanish else ["en"], "cultures": ["latino"] if spanish else []}
    path = f"/v1/applications/{partner['application']}/description"
    await scene.ask.do(scene.coordinator, "recruitment", path, "described themselves", body, method="PUT")


async def _plan(scene: Scene) -> None:
    """A cohort of a later training, as soon as there is somebody for it; others join until it ends."""
    training = next((each for each in scene.policy.trainings if each.due == "within_months"), None)
    learners = await _learners(scene)
    if training is None or not learners:
        return
    body = {
        "program": scene.state.program,
        "training": training.training,
        "county": learners[0]["county"],
        "starts_on": str(scene.today),
    }
    planned = await scene.ask.do(scene.coordinator, "recruitment", "/v1/cohorts", "planned a cohort", body)
    if planned is not None:
        scene.memory["cohort"] = {
            "path": f"/v1/cohorts/{planned['id']}",
            "training": training.training,
            "asked": set(),
            "members": [],
            "left": _meetings(training),
            "next": scene.today,
        }


async def _learners(scene: Scene) -> list[dict[str, Any]]:
    """Who is hired or certified."""
    found = [
        await scene.ask.listed(scene.coordinator, "recruitment", "/v1/applications", state=state)
        for state in ("hired", "certified")
    ]
    return [each for several in found for each in several]


def _meetings(training: Training) -> int:
    """As many as the training's hours and weeks ask for."""
    return max(MEETINGS, training.weeks or 0, round((training.hours or 0) / HOURS) + 1)


async def _meet(scene: Scene) -> None:
    """A meeting a week; after the last the cohort is closed, and another one is planned when there is time."""
    cohort, day = scene.memory["cohort"], scene.today
    first: date = cohort["next"]
    if day < first:
        return
    if cohort["left"] == 0:
        del scene.memory["cohort"]
        await scene.ask.do(scene.coordinator, "recruitment", f"{cohort['path']}/completion", "closed a cohort")
        return
    await _join(scene, cohort)
    there = [each for each in cohort["members"] if chance((each, day), "comes") < COMES]
    body = {"on": str(day), "hours": HOURS, "attended": there}
    await scene.ask.do(scene.coordinator, "recruitment", f"{cohort['path']}/sessions", "held a meeting", body)
    cohort["left"], cohort["next"] = cohort["left"] - 1, day + A_WEEK


async def _join(scene: Scene, cohort: dict[str, Any]) -> None:
    """Who is not in it yet and has the training still to come."""
    for each in await _learners(scene):
        done = {one["training"] for one in each["trainings"]}
        if each["id"] in cohort["asked"] or cohort["training"] in done:
            continue
        cohort["asked"].add(each["id"])
        member = {"application": each["id"]}
        path = f"{cohort['path']}/members"
        if await scene.ask.do(scene.coordinator, "recruitment", path, "joined a cohort", member) is not None:
            cohort["members"].append(each["id"])
