"""Rounds of real work: partners with places, and families who come to be matched, whatever breaks meanwhile."""

from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from peerbridge_demo.people.opening import PROGRAMS
from peerbridge_demo.story.state_system import SOURCE, opened
from peerbridge_demo.story.ways import certify, expect, matched
from peerbridge_demo.story.world import World
from peerbridge_demo.system.commands import peerbridge
from peerbridge_demo.witness import produce

__all__ = ["COUNTY", "PROGRAM", "address", "enter", "family", "found_case", "partners"]

PROGRAM: Final = "parents-for-parents-washington"
COUNTY: Final = "53033"
ZONE: Final = "America/Los_Angeles"  # said outright: the directory may not have heard of the programme yet
DESK: Final = "king-county"  # the caseworkers' own source of cases


async def partners(world: World, count: int) -> list[str]:
    """Publish the programmes, register a supervisor, certify this many partners who all have ten places."""
    files = sorted(str(path) for path in PROGRAMS.glob("*.yaml"))
    done = await peerbridge(world.addresses, await world.token("program_admin"), "programs", "apply", *files)
    assert done.code == 0, done.noted  # noqa: S101 (a story stops where it cannot go on)
    supervisor = uuid5(NAMESPACE_URL, "supervisor of the rounds")
    body = {"counties": [COUNTY], "span": 20, "lived_experience": True}
    await world.player.put("coordinator", "supervision", f"/v1/supervisors/{supervisor}", body)
    return [await _partner(world, number) for number in range(count)]


async def _partner(world: World, number: int) -> str:
    """Somebody whose case closed well, brought to certification."""
    closed = {
        "source": DESK, "source_case": f"earlier-{number}", "county": COUNTY, "parents": [f"candidate-{number}"],
        "closed_on": "2025-06-01", "code_list": "afcars_2020", "exit_reason": 1,
    }  # fmt: skip
    taken = await world.player.post("caseworker", "recruitment", "/v1/case-closures", closed)
    case = await world.player.get("caseworker", "recruitment", f"/v1/cases/{taken['lines'][0]['case']}")
    person: str = case["parents"][0]
    await enter(world, person)

    async def in_pool() -> bool:
        found = await world.player.get("coordinator", "recruitment", "/v1/candidates", county=COUNTY, limit=1000)
        return any(each["person"] == person and each["in_pool"] for each in found["items"])

    await expect(in_pool)
    await certify(world.player, world.policies[PROGRAM], person)
    profile = {"county": COUNTY, "languages": ["en", "es"]}
    await world.player.put("partner", "matching", f"/v1/partners/{person}/profile", profile, person=person)
    return person


async def family(world: World, name: str, *, by_topic: bool = False) -> dict[str, Any]:
    """A case opens (said by a caseworker, or by the state's system on its topic), support is asked for and agreed: the match."""
    if by_topic:
        await produce(world.intake, [opened(name, COUNTY)])
    else:
        body = {
            "source": DESK, "source_case": name, "county": COUNTY, "parents": [f"parent-of-{name}"],
            "opened_on": "2025-12-20",
        }  # fmt: skip
        await world.player.post("caseworker", "recruitment", "/v1/case-openings", body)
    case = await found_case(world, name, SOURCE if by_topic else DESK)
    parent = case["parents"][0]
    await enter(world, parent)
    wanted = {"case": case["case"], "parent": parent, "must_languages": ["es"]}
    request = await world.player.post("caseworker", "matching", "/v1/requests", wanted)
    return await matched(world.player, request["request"])


async def found_case(world: World, name: str, source: str = DESK) -> dict[str, Any]:
    """The case that its source calls `name`, as soon as recruitment knows it."""

    async def look() -> list[dict[str, Any]]:
        found = await world.player.get("caseworker", "recruitment", "/v1/cases", source=source, source_case=name)
        cases: list[dict[str, Any]] = found["items"]
        return cases

    return (await expect(look))[0]


async def enter(world: World, person: str) -> None:
    """Into the directory."""
    body = {"name": "Rowan Birch", "email": address(person), "language": "en", "county": COUNTY, "time_zone": ZONE}
    await world.player.put("coordinator", "notification", f"/v1/people/{person}", body)


def address(person: str) -> str:
    """Where a person of the rounds gets mail."""
    return f"p{person.replace('-', '')[-12:]}@example.org"
