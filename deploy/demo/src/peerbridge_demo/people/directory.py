"""Somebody enters a person's name and address where they belong: in the directory, and nowhere else."""

from typing import Final

from peerbridge_demo.people.asking import Who
from peerbridge_demo.people.chance import chance
from peerbridge_demo.people.names import contact_details
from peerbridge_demo.people.scene import Scene

__all__ = ["enter"]

NO_ADDRESS: Final = 0.04  # nobody knows their e-mail address yet
NO_MAIL: Final = 0.03  # they do not want e-mail


async def enter(scene: Scene, person: str, county: str) -> None:
    """Enter a made-up person, once."""
    known: set[str] = scene.memory.setdefault("directory", set())
    if person in known:
        return
    known.add(person)
    told = {**contact_details(person), "county": county, "time_zone": scene.state.zone}
    if chance(person, "has no address") < NO_ADDRESS:
        told.pop("email")
    path = f"/v1/people/{person}"
    await scene.ask.do(scene.coordinator, "notification", path, "entered in the directory", told, method="PUT")
    if scene.once("wants no mail") or chance(person, "wants no mail") < NO_MAIL:
        themself = Who("partner", person=person)
        path, nothing = f"{path}/opt-outs", {"channels": ["email"]}
        await scene.ask.do(themself, "notification", path, "opted out of e-mail", nothing, method="PUT")
