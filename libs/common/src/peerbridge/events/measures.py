"""How fair matching is, and what it lacks: figures by county, with small counts left out by who counts them.

A number that is not told (null) stands for too few people to be named by a count, never for nought.
"""

from typing import ClassVar

from peerbridge.events.base import Event
from peerbridge.events.fields import County, Date, Language, Number


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
