"""All the people of the demo, round after round, at the pace of their calendar. A refused command is counted; nothing ends it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from peerbridge.clock import Clock
from peerbridge.programs import load
from peerbridge_demo.people.applications import applications
from peerbridge_demo.people.asking import Asking
from peerbridge_demo.people.candidates import candidates, nominations
from peerbridge_demo.people.checklist import Checklist
from peerbridge_demo.people.doubles import doubles
from peerbridge_demo.people.erasures import erasures
from peerbridge_demo.people.families import families
from peerbridge_demo.people.opening import DATA, PROGRAMS, Commands, correct_counties, later_file, update_policy
from peerbridge_demo.people.organising import organising
from peerbridge_demo.people.pairs import matches, proposals
from peerbridge_demo.people.partners import partners
from peerbridge_demo.people.scene import STATES, Scene
from peerbridge_demo.people.support import check_ins, contacts, register, sessions
from peerbridge_demo.people.tally import Tally
from peerbridge_demo.system import Addresses, Tokens

__all__ = ["Simulator"]

OFTEN_SECONDS, SELDOM_SECONDS, AT_FIRST = 12.0, 60.0, 6  # between two later files
Part = Callable[[Scene], Awaitable[None]]
EVERY: Final[dict[Part, float]] = {
    applications: 1.0,
    families: 1.0,
    proposals: 1.0,
    contacts: 2.0,
    check_ins: 2.0,
    candidates: 3.0,
    partners: 3.0,
    organising: 4.0,
    matches: 3.0,
    sessions: 3.0,
    nominations: 4.0,
    correct_counties: 5.0,
    doubles: 90.0,
    erasures: 120.0,
}
"""Real seconds between two rounds of each part, in each state."""


class Simulator:
    """The three programmes' people."""

    def __init__(self, addresses: Addresses, tokens: Tokens, clock: Clock) -> None:
        self.tally = Tally()
        self.ask = Asking(addresses, tokens, self.tally)
        policies = {state.program: load(PROGRAMS / f"{state.program}.yaml") for state in STATES}
        self.checklist = Checklist(self.ask, tuple(c for policy in policies.values() for c in policy.zones))
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
        """The states' files, one after another, and later ones now and then: each is taken in by a process of its own."""
        for scene in self.scenes:
            await self._take_in(scene, DATA / scene.state.file)
        await self._round(update_policy, self.scenes[-1])
        with TemporaryDirectory() as folder:
            for number in count():
                scene = self.scenes[number % len(self.scenes)]
                await self._take_in(scene, later_file(scene.state, number, scene.ago(days=1), Path(folder)))
                await asyncio.sleep(OFTEN_SECONDS if number < AT_FIRST else SELDOM_SECONDS)

    async def _take_in(self, scene: Scene, file: Path) -> None:
        """A command that fails is a fault like any other."""

        async def take_in(scene: Scene) -> None:
            await self.commands.take_in(scene.state, file)

        await self._round(take_in, scene)

    async def _live(self, scene: Scene) -> None:
        await self._round(register, scene)
        await asyncio.gather(*(self._part(part, scene) for part in EVERY))

    async def _part(self, part: Part, scene: Scene) -> None:
        while True:
            await self._round(part, scene)
            await asyncio.sleep(EVERY[part])

    async def _round(self, part: Part, scene: Scene) -> None:
        """One round; an error of its own is counted as a fault, and the next round comes."""
        try:
            await part(scene)
        except Exception as error:  # noqa: BLE001 (the simulator outlives what it did not expect)
            self.tally.faults[f"simulator {part.__name__}: {type(error).__name__} {error}"[:120]] += 1
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0)
