"""All the people of the demo, round after round, at the pace of their calendar. A refused command is counted; nothing ends it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from peerbridge.clock import Clock
from peerbridge.programs import load
from peerbridge_demo.people.applications import applications
from peerbridge_demo.people.asking import Asking
from peerbridge_demo.people.candidates import candidates, nominations
from peerbridge_demo.people.checklist import Checklist
from peerbridge_demo.people.families import families
from peerbridge_demo.people.opening import DATA, PROGRAMS, Commands, correct_counties, update_policy
from peerbridge_demo.people.pairs import matches, proposals
from peerbridge_demo.people.partners import partners
from peerbridge_demo.people.scene import STATES, Scene
from peerbridge_demo.people.support import check_ins, contacts, register, sessions
from peerbridge_demo.people.tally import Tally
from peerbridge_demo.system import Addresses, Tokens

__all__ = ["Simulator"]

ROUND_SECONDS: Final = 0.8
POLICY_UPDATE_SECONDS: Final = 25.0
Part = Callable[[Scene], Awaitable[None]]
PARTS: Final[tuple[Part, ...]] = (
    candidates, applications, partners, families, proposals, matches, contacts, check_ins, sessions, nominations,
    correct_counties,
)  # fmt: skip


class Simulator:
    """The three programmes' people."""

    def __init__(self, addresses: Addresses, tokens: Tokens, clock: Clock) -> None:
        self.tally = Tally()
        self.ask = Asking(addresses, tokens, self.tally)
        self.checklist = Checklist(self.ask)
        policies = {state.program: load(PROGRAMS / f"{state.program}.yaml") for state in STATES}
        self.commands = Commands(addresses, tokens, clock, self.tally)
        self.policies = policies
        self.scenes = [Scene(state, policies[state.program], self.ask, clock) for state in STATES]

    async def run(self) -> None:
        """The first morning, then every day until cancelled. Raises: DemoError, where the programmes cannot be published."""
        await self.commands.apply_programs(self.policies)
        await asyncio.gather(self._files(), *(self._live(scene) for scene in self.scenes))

    async def close(self) -> None:
        """Give the connections back."""
        await self.ask.close()

    async def _files(self) -> None:
        """The states' files, one after another: each is read, checked and posted by a process of its own."""
        for scene in self.scenes:
            await self.commands.take_in(scene.state, DATA / scene.state.file)
        await asyncio.sleep(POLICY_UPDATE_SECONDS)
        await update_policy(self.scenes[-1])

    async def _live(self, scene: Scene) -> None:
        await self._round(register, scene)
        await asyncio.gather(*(self._part(part, scene) for part in PARTS))

    async def _part(self, part: Part, scene: Scene) -> None:
        while True:
            await self._round(part, scene)
            await asyncio.sleep(ROUND_SECONDS)

    async def _round(self, part: Part, scene: Scene) -> None:
        """One round; an error of its own is counted as a fault, and the next round comes."""
        try:
            await part(scene)
        except Exception as error:  # noqa: BLE001 (the simulator outlives what it did not expect)
            self.tally.faults[f"simulator {part.__name__}: {type(error).__name__} {error}"[:120]] += 1
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0)
