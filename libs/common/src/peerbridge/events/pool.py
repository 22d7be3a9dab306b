"""A state's pool: how its families and partners are brought together. Dated, versioned, published; never a constant in code.

The numbers are those of the measured design: a family's priority decides who comes first, the points of a pair how well it fits.
"""

from typing import Annotated, ClassVar, Final, Literal

from peerbridge.events.base import Event, Part
from peerbridge.events.fields import CODE, County, Date, Language, Number, SlugId, State, Term

Objective = Annotated[Literal["most_families", "best_fit"], CODE]
"""Most families first and then fit, or the best fit even where a family less is served."""

MOST_POINTS: Final = 1000
"""A pair's points, and a county's floor, at most."""


class CountyFloor(Part):
    """Points that every family of a county begins with: 0 to 1000."""

    county: County
    points: Number


class Priority(Part):
    """Who comes first: points of a family, `most` at most. A language in `common_languages` adds none."""

    most: Number = 3900
    per_waiting_day: Number = 10
    longest_wait_days: Number = 180
    per_urgency: Number = 300
    must_have_language: Number = 500
    common_languages: tuple[Language, ...] = ("en",)
    county_floors: tuple[CountyFloor, ...] = ()


class Court(Part):
    """A day in court this near makes a request urgent: soon is urgency 1, at once is 2."""

    soon_within_days: Number = 45
    at_once_within_days: Number = 14


class Weights(Part):
    """Published points of a pair: each term's most."""

    strong_needs: Number = 400
    wishes: Number = 150
    culture: Number = 100
    ages: Number = 100
    contact_style: Number = 80
    same_area: Number = 80
    format: Number = 50
    headroom: Number = 40


class Measures(Part):
    """What figures of fairness call long, and how few people a figure needs to be told."""

    long_wait_days: Number = 60
    suppress_below: Number = 10


class Agreement(Part):
    """A named agreement: partners of each of its counties may serve the others, from `begins` until `ends`."""

    agreement: SlugId
    name: Term
    counties: tuple[County, ...]
    begins: Date | None = None
    ends: Date | None = None


class PoolPolicy(Part):
    """One version of a state's pool. `reminder_days`: so long before its last day who has not answered is reminded."""

    pool: SlugId
    state: State
    effective_on: Date
    objective: Objective = "most_families"
    priority: Priority = Priority()
    court: Court = Court()
    points: Weights = Weights()
    reminder_days: Number = 2
    measures: Measures = Measures()
    agreements: tuple[Agreement, ...] = ()


class PoolPublished(Event):
    """A state's pool has new rules: what is weighed, and which agreements hold. Its envelope's county is one of the state's.

    key: pool · producer: matching · consumers: console
    """

    type: ClassVar[str] = "peerbridge.PoolPublished.v1"
    topic: ClassVar[str] = "peerbridge.matches"
    key: ClassVar[str] = "pool"

    pool: SlugId
    version: Number
    effective_on: Date
    objective: Objective
    most_priority: Number
    per_waiting_day: Number
    longest_wait_days: Number
    per_urgency: Number
    must_have_language: Number
    floor_counties: tuple[County, ...]
    agreements: tuple[SlugId, ...]
