"""Now and then two offices name the same person, each under a number of its own: the coordinator finds and merges the two."""

from typing import Any

from peerbridge_demo.people.names import contact_details
from peerbridge_demo.people.scene import Scene

__all__ = ["doubles"]

OFFICES = ("court", "clinic")


async def doubles(scene: Scene) -> None:
    """One person named twice; whoever is found twice in the directory is merged by the coordinator."""
    await _named_twice(scene)
    found = await scene.ask.get(scene.coordinator, "notification", "/v1/duplicates?same=email&limit=5")
    for pair in (found or {}).get("items", []):
        kept, merged = sorted((pair["one"]["person"], pair["other"]["person"]))
        body = {"kept": kept, "merged": merged, "ground": "own_word"}
        await scene.ask.do(scene.coordinator, "recruitment", "/v1/merges", "merged a person known twice", body)


async def _named_twice(scene: Scene) -> None:
    day, county = scene.today.toordinal(), scene.state.counties[0]
    details: dict[str, Any] = contact_details(f"{scene.state.digits}-{day}")
    for office in OFFICES:
        body = {
            "program": scene.state.program, "county": county, "referrer": scene.policy.referrers[0],
            "source": f"{office}-{scene.state.digits}", "source_person": f"double-{day}",
        }  # fmt: skip
        made = await scene.ask.do(scene.caseworker, "recruitment", "/v1/nominations", "nominated", body)
        if made:
            told = {**details, "county": county, "time_zone": scene.state.zone}
            path = f"/v1/people/{made['person']}"
            await scene.ask.do(scene.coordinator, "notification", path, "entered in the directory", told, method="PUT")
