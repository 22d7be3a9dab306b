"""One look at the whole system: everything that is shown beside everything that was said, while nothing more is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from peerbridge.messaging.access import Access
from peerbridge_demo.reckoning.difference import Count, Difference, Key, differences
from peerbridge_demo.reckoning.lists import lists, places
from peerbridge_demo.reckoning.numbers import pipeline
from peerbridge_demo.reckoning.reckoning import Reckoning
from peerbridge_demo.reckoning.shown import shown_lists, shown_pipeline, shown_stages
from peerbridge_demo.story import Player
from peerbridge_demo.witness import Said, disorder, read_all

__all__ = ["TOPICS", "Look", "compared", "look"]

TOPICS: Final = ("peerbridge.programs", "peerbridge.cases", "peerbridge.partners")
TRIES: Final = 5


@dataclass(frozen=True)
class Look:
    """`numbers`: how many were compared. `named`: persons named while a case is open, of whom nothing was said yet."""

    known: Reckoning
    places: dict[Key, Count]
    differences: Sequence[Difference]
    disorder: Sequence[str]
    numbers: int
    named: int
    events: int

    @property
    def right(self) -> bool:
        """Whether every number is what the events say."""
        return not self.differences and not self.disorder


async def look(player: Player, kafka: Access | str, at: datetime, *, everything: bool = True) -> Look:
    """Look until nothing was said meanwhile. Raises: TimeoutError, where the system never is quiet.

    `everything`: also what an ended application's checks were, and each number of the console opened to its events.
    """
    for _ in range(TRIES):
        said = await read_all(kafka, TOPICS)
        found = await compared(player, said, at, everything=everything)
        if len(await read_all(kafka, TOPICS)) == len(said):
            return found
    raise TimeoutError(f"{TRIES} times something was said while the numbers were read")


async def compared(player: Player, said: Sequence[Said], at: datetime, *, everything: bool = True) -> Look:
    """What is shown now, beside what these records say as of `at`."""
    known = Reckoning(said, at)
    served = {name: set(asks.zones) for name, asks in known.programs.known.items()}
    numbers = pipeline(known.events, served)
    found = await shown_lists(player, known, everything=everything)
    here = lists(known, everything=everything)
    told = differences(found.counts(), here)
    told += differences(await shown_pipeline(player, served), numbers)
    to_open = {key: count for key, count in numbers.items() if everything and not key.program}
    opened = await shown_stages(player, to_open)
    told += differences(opened, {key: numbers[key] for key in opened})
    told += _everybody_once(known)
    compared_numbers = len({*found.counts(), *here}) + len(numbers) + len(opened)
    return Look(known, places(known), told, disorder(said), compared_numbers, len(found.named), len(known.events))


def _everybody_once(known: Reckoning) -> list[Difference]:
    """Every candidate is in exactly one place, and nobody is without one."""
    somewhere = [thing for count in places(known).values() for thing in count.things or {}]
    everybody = {f"{way.person}/{way.program}": str(way.county) for way in known.candidates()}
    if sorted(somewhere) == sorted(everybody):
        return []
    return [Difference(Key("places", "all counties", "", "anywhere"), Count(len(somewhere)), Count.of(everybody))]
