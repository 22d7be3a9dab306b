"""What a story needs of a running system, wherever it runs: as processes here, or in containers."""

from collections.abc import Mapping
from dataclasses import dataclass

from peerbridge.events.policy import Policy
from peerbridge.messaging.access import Access
from peerbridge.programs import load, program_files
from peerbridge_demo.people.opening import PROGRAMS
from peerbridge_demo.people.scene import STATES
from peerbridge_demo.story.player import Player
from peerbridge_demo.system.addresses import Addresses

__all__ = ["World", "all_counties", "all_policies"]


@dataclass(kw_only=True)
class World:
    """A running system. `player`: staff of all its counties. `kafka`: how all topics are read; `intake`: how state systems write."""

    player: Player
    policies: dict[str, Policy]
    kafka: Access | str
    intake: Access | str

    @property
    def addresses(self) -> Addresses:
        """Where everything answers."""
        return self.player.addresses

    async def token(self, role: str, counties: tuple[str, ...] | None = None) -> str:
        """A token of staff; of all counties where none are named."""
        return await self.player.tokens.of(role, counties=self.player.counties if counties is None else counties)


def all_policies() -> dict[str, Policy]:
    """The shipped programmes' policies, by program."""
    return {file.stem: load(file) for file in program_files(PROGRAMS)}


def all_counties(policies: Mapping[str, Policy]) -> tuple[str, ...]:
    """Every county of these, and where somebody is counted whose county nobody has said."""
    named = dict.fromkeys(county for policy in policies.values() for county in policy.zones)
    return (*named, *(f"{state.digits}999" for state in STATES))
