"""Every case of a plan, drawn before anything is played: when it closes and how, what became of it later, and whose it is.

A case's name says its county and number; all that happens to it is drawn from the seed and that name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeVar

from peerbridge_demo.people.chance import chance, chosen
from peerbridge_demo.simulation.plan import Area, Plan

__all__ = ["Family", "Turn", "families"]

MONTHS: Final = (0.8, 0.9, 1.0, 1.0, 1.1, 1.5, 1.2, 1.3, 0.9, 0.8, 1.0, 1.5)
"""January to December: children go home when school ends, before it begins again, and at the end of the year."""
SIZES: Final = (2.2, 0.6, 0.8, 1.2, 0.9)
"""The first county of an area is its largest."""
EXITS: Final = ((0.56, 1), (0.08, 2), (0.14, 3), (0.06, 4), (0.10, 5), (0.03, 6), (0.01, 7), (0.02, 8))
"""AFCARS 2020: chance and number."""
NON_DEPENDENCY, TWO_PARENTS, KNOWN_PARENT, NOT_REFERRED, SEEN_OPEN = 0.15, 0.2, 0.06, 0.03, 0.35
YEAR: Final = 365
T = TypeVar("T")


class Turn(StrEnum):
    """What happens to a case after it closed."""

    STAYS = "stays closed"
    REOPENS = "is opened again, and closes again"
    OTHER_EXIT = "had another exit"
    OTHER_DAY = "closed on another day"
    MOVED = "is another county's"
    WITHDRAWN = "did not close at all"


TURNS: Final = (
    (0.06, Turn.REOPENS),
    (0.03, Turn.OTHER_EXIT),
    (0.03, Turn.OTHER_DAY),
    (0.02, Turn.MOVED),
    (0.03, Turn.WITHDRAWN),
    (1.0, Turn.STAYS),
)


@dataclass(frozen=True, kw_only=True)
class Family:
    """`seen_open`: it was reported when it opened. `turns_on`: the day on which the turn is known."""

    name: str
    area: Area
    county: str
    parents: tuple[str, ...]
    case_type: str
    opened_on: date
    closed_on: date
    exit: int
    referred: bool
    seen_open: bool
    turn: Turn
    turns_on: date


def families(plan: Plan) -> list[Family]:
    """Every case that closes from the plan's first day to its last, by area and day."""
    return [each for area in plan.areas for each in _of_area(plan, area)]


def _of_area(plan: Plan, area: Area) -> Iterator[Family]:
    known: list[str] = []
    for offset in range((plan.ends - plan.first).days):
        day = plan.first + timedelta(days=offset)
        for county, size in zip(area.counties, SIZES, strict=False):
            expected = plan.a_year / YEAR * size * MONTHS[day.month - 1]
            drawn = int(expected) + (chance((plan.seed, county, day), "closes") < expected % 1)
            for number in range(drawn):
                family = _family(plan, area, county, day, number, known)
                known += family.parents
                yield family


def _family(plan: Plan, area: Area, county: str, day: date, number: int, known: list[str]) -> Family:
    name = f"{county}-{day:%Y%m%d}-{number}"
    about = (plan.seed, name)
    turn, lasted = _drawn(about, "turns", TURNS), 150 + int(chance(about, "lasted") * 500)
    return Family(
        name=name,
        area=area,
        county=county,
        parents=_parents(about, name, known),
        case_type="non_dependency" if chance(about, "kind") < NON_DEPENDENCY else "dependency",
        opened_on=day - timedelta(days=lasted),
        closed_on=day,
        exit=_drawn(about, "exit", EXITS),
        referred=chance(about, "not referred") >= NOT_REFERRED,
        seen_open=chance(about, "seen open") < SEEN_OPEN,
        turn=turn,
        turns_on=day + timedelta(days=25 + int(chance(about, "turns on") * 200)),
    )


def _parents(about: tuple[int, str], name: str, known: list[str]) -> tuple[str, ...]:
    """One or two; now and then somebody who has had a case before, perhaps in another county of the state."""
    first = f"{name}-a"
    if known and chance(about, "known before") < KNOWN_PARENT:
        first = chosen(about, "who", known)
    return (first, f"{name}-b") if chance(about, "two") < TWO_PARENTS else (first,)


def _drawn(about: object, what: str, among: tuple[tuple[float, T], ...]) -> T:
    """One of several, each with its chance; the last takes what is left."""
    left = chance(about, what)
    for share, each in among:
        if left < share:
            return each
        left -= share
    return among[-1][1]
