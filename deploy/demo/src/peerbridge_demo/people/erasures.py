"""Now and then somebody was entered by mistake, and a state officer has what is known of them destroyed everywhere."""

from typing import Final
from uuid import uuid4

from peerbridge_demo.people.asking import Who
from peerbridge_demo.people.directory import enter
from peerbridge_demo.people.scene import Scene

__all__ = ["erasures"]

MISTAKE: Final = {"reason": "entered_by_mistake", "reference": "DEMO-1"}


async def erasures(scene: Scene) -> None:
    """One mistake, and its erasure."""
    county, person = scene.state.counties[0], str(uuid4())
    await enter(scene, person, county)
    officer = Who("state_officer", scene.state.counties)
    await scene.ask.do(officer, "notification", f"/v1/people/{person}/erasure", "erased a person", MISTAKE)
