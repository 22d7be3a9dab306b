"""One simulation from its first day to its last: the programmes begin, time runs, and at every look everything is counted."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

from peerbridge.events.policy import Policy
from peerbridge.programs import load
from peerbridge_demo.people.asking import Asking, Who
from peerbridge_demo.people.opening import PROGRAMS
from peerbridge_demo.people.tally import Tally
from peerbridge_demo.reckoning.look import Look, look
from peerbridge_demo.simulation.calendar import Calendar
from peerbridge_demo.simulation.cases import Files, handed_over, lives
from peerbridge_demo.simulation.families import Family, families
from peerbridge_demo.simulation.plan import Area, Plan
from peerbridge_demo.simulation.stage import Stage
from peerbridge_demo.simulation.town import Town
from peerbridge_demo.story import Player

__all__ = ["Played", "play"]

A_SECOND: Final = 400.0  # questions: services, people and reader share the machine, and answers are waited for anyway
LOOK_SECONDS: Final = 0.05
SWEPT_SECONDS: Final = 12.0  # recruitment looks for days that have come every five seconds


@dataclass
class Played:
    """What came of it: every look, and what the people did and were told."""

    plan: Plan
    tally: Tally
    looks: list[Look] = field(default_factory=list)
    families: int = 0

    @property
    def right(self) -> bool:
        """Whether every number was right at every look, and nothing happened that nobody wished."""
        return all(each.right for each in self.looks) and not self.tally.faults

    @property
    def people(self) -> Counter[str]:
        """At the end: how many persons are in each place, over all counties and programmes."""
        found: Counter[str] = Counter()
        for key, count in self.looks[-1].places.items():
            found[key.stage] += count.number
        return found


async def play(plan: Plan, stage: Stage, say: Callable[[str], None]) -> Played:
    """Play it all, on services that have just started. Raises: TimeoutError."""
    tally = Tally()
    ask = Asking(stage.system.addresses, stage.system.tokens, tally, a_second=A_SECOND)
    player = Player(stage.system.addresses, stage.system.tokens, plan.counties)
    calendar = Calendar(tally)
    played = Played(plan, tally)
    try:
        async with player:
            policies = {program: load(PROGRAMS / f"{program}.yaml") for program in plan.programs}
            await _publish(player, stage, policies)
            towns = {area: Town(plan, area, policies, calendar, ask) for area in plan.areas}
            played.families = await _people(plan, towns)
            for at in plan.looks:
                await stage.run()
                while not stage.near(at):
                    await calendar.wake(min(stage.system.clock.now().date(), at.date()))
                    await asyncio.sleep(LOOK_SECONDS)
                await calendar.quiet()
                stood = await stage.stand(at)
                await calendar.finish(min(stood.date(), plan.ends))
                played.looks.append(await _look(player, stage, stood, everything=at == plan.looks[-1]))
                say(_line(stood, played))
    finally:
        await calendar.close()
        await ask.close()
    return played


async def _publish(player: Player, stage: Stage, policies: dict[str, Policy]) -> None:
    """Each programme by somebody who holds all its counties."""
    async with Asking(player.addresses, player.tokens, Tally()) as ask:
        for program, policy in policies.items():
            admin, body = Who("program_admin", tuple(policy.zones)), policy.model_dump(mode="json")
            told = await ask.do(admin, "recruitment", f"/v1/programs/{program}", "published", body, method="PUT")
            if told is None:
                raise RuntimeError(f"{program} was not published: {ask.tally.line()}")
    await stage.settled()


async def _people(plan: Plan, towns: dict[Area, Town]) -> int:
    """Everybody's life begins: what was before is handed over, what comes waits for its day."""
    drawn: list[Family] = families(plan)
    for town in towns.values():
        files = Files.of(town)
        own = [each for each in drawn if each.area == town.area]
        town.calendar.begin(
            handed_over(town, [each for each in own if each.closed_on < plan.begins - timedelta(days=1)])
        )
        for family in own:
            if family.closed_on >= plan.begins - timedelta(days=1):
                town.calendar.begin(lives(town, files, family))
    return len(drawn)


async def _look(player: Player, stage: Stage, stood: datetime, *, everything: bool) -> Look:
    """A look when all is quiet. The days that have come are swept within seconds; a difference is one that stays."""
    until = time.monotonic() + SWEPT_SECONDS
    while True:
        await stage.settled()
        found = await look(player, stage.bootstrap, stood, everything=everything)
        if found.right or time.monotonic() > until:
            return found
        await asyncio.sleep(1.0)


def _line(stood: datetime, played: Played) -> str:
    """One look in a few words."""
    now = played.looks[-1]
    verdict = "all right" if now.right else f"{len(now.differences)} numbers differ"
    people = sum(count.number for count in now.places.values())
    told = f"{stood:%d %b %Y} · {people:,} candidates · {now.events:,} events · {now.numbers:,} numbers, {verdict}"
    return "\n".join([told, *(f"  {each}" for each in chain(now.differences, now.disorder))])
