"""What is to happen to a family, drawn when its case opens. The first of each state show every turn a case can take, soon."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from peerbridge_demo.people.chance import chance

__all__ = ["Family", "Turn", "family"]


class Turn(StrEnum):
    """What happens to a case after it closed."""

    STAYS = "stays closed"
    REOPENS = "is opened again"
    CORRECTED = "was reported wrongly"
    WITHDRAWN = "did not close at all"


REUNIFIED, ADOPTED, GUARDIANSHIP, RUNAWAY, TRANSFER = 1, 3, 5, 6, 8  # AFCARS 2020
FIRST: Final = (
    (Turn.REOPENS, 5, False),
    (Turn.CORRECTED, 4, False),
    (Turn.WITHDRAWN, 5, False),
    (Turn.STAYS, 14, True),
)
"""Of the first families: the turn, after how many days the case closes, whether they ask for support."""
ASKS: Final = 0.85
TURNS: Final = ((0.06, Turn.REOPENS), (0.11, Turn.CORRECTED), (0.14, Turn.WITHDRAWN), (1.0, Turn.STAYS))


@dataclass(slots=True)
class Family:
    """A case as its caseworker follows it. Days are what is to come; ids are filled in as services answer."""

    name: str
    county: str
    opened_on: date
    asks_on: date | None
    closes_on: date
    turn: Turn
    turns_on: date
    gives_up_on: date | None
    parents: tuple[str, ...]
    case: str = ""
    request: str = ""
    removal: int = 1
    closed_as: int = 0
    stage: str = "open"


def family(name: str, number: int, county: str, today: date) -> Family:
    """The family of this name; `number` counts those of its state."""
    if number < len(FIRST):
        turn, days, asks = FIRST[number]
    else:
        turn = next(turn for most, turn in TURNS if chance(name, "turn") < most)
        days, asks = 40 + int(chance(name, "closes") * 160), chance(name, "asks") < ASKS
    asks_on = today + timedelta(days=1 + int(chance(name, "asks after") * 3)) if asks else None
    gives_up = asks_on + timedelta(days=8) if asks_on and chance(name, "gives up") < 0.06 else None  # noqa: PLR2004 (one in 16)
    closes_on = today + timedelta(days=days)
    parents = tuple(f"{name}-parent-{n}" for n in range(1 + (chance(name, "two parents") < 0.4)))  # noqa: PLR2004 (two in five)
    opened_on = today - timedelta(days=int(chance(name, "opened before") * 60))
    turns_on = closes_on + timedelta(days=4)
    return Family(name, county, opened_on, asks_on, closes_on, turn, turns_on, gives_up, parents)


def exit_reason(name: str) -> int:
    """How the case ends: mostly well."""
    drawn = chance(name, "exit")
    reasons = ((0.6, REUNIFIED), (0.75, ADOPTED), (0.9, GUARDIANSHIP), (0.95, RUNAWAY), (1.0, TRANSFER))
    return next(reason for most, reason in reasons if drawn < most)
