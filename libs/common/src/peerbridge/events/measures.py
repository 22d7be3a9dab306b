"""How fair matching is, and what it lacks: figures by county and of a state, with small counts left out by who counts them.

A number that is not told (null) stands for too few people to be named by a count, never for nought.
"""

from typing import ClassVar

from peerbridge.events.base import Event
from peerbridge.events.fields import County, Date, Language, Number, State


class FairnessMeasured(Event):
    """How long a county's families wait and how many are served, daily and where it changed.

    key: county · producer: matching · consumers: console
    """

    type: ClassVar[str] = "peerbridge.FairnessMeasured.v1"
    topic: ClassVar[str] = "peerbridge.matches"
    key: ClassVar[str] = "county"

    county: County
    measured_on: Date
    waiting: Number | None
    p90_wait_days: Number | None
    long_waiting: Number | None
    language_asked: Number | None
    language_served: Number | None
    language_attainable: Number | None
    served: Number | None
    most_served: Number | None
    overrides: Number | None


class SupplyMeasured(Event):
    """Who speaks a language in a county, and who waits for it, daily and where it changed: where a recruit is worth most.

    `one_more_families`, `one_more_points`: what one partner more who speaks it and serves there, with one place, would bring to
    the whole state: a family more or none, and the points of fit and priority gained. Not told where nobody there asks for it.

    key: county · producer: matching · consumers: console
    """

    type: ClassVar[str] = "peerbridge.SupplyMeasured.v1"
    topic: ClassVar[str] = "peerbridge.matches"
    key: ClassVar[str] = "county"

    county: County
    language: Language
    measured_on: Date
    waiting: Number | None
    partners: Number | None
    free_places: Number | None
    one_more_families: Number | None = None
    one_more_points: Number | None = None


class PoolMeasured(Event):
    """How a whole state's families wait and are served, daily and where it changed (hourly at most); for all its counties.

    `matched` of `most_matched`: families who seek and have a partner chosen, of as many as could have one at once.

    key: state · producer: matching · consumers: console
    """

    type: ClassVar[str] = "peerbridge.PoolMeasured.v1"
    topic: ClassVar[str] = "peerbridge.matches"
    key: ClassVar[str] = "state"

    state: State
    measured_on: Date
    waiting: Number | None
    p90_wait_days: Number | None
    long_waiting: Number | None
    language_asked: Number | None
    language_served: Number | None
    language_attainable: Number | None
    served: Number | None
    most_served: Number | None
    matched: Number | None
    most_matched: Number | None
    overrides: Number | None
    overrides_conflict: Number | None
    overrides_family_wish: Number | None
    overrides_partner_wish: Number | None
    overrides_other_partner: Number | None
    overrides_safety: Number | None
    overrides_other: Number | None
