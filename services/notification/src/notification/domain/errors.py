"""What notification refuses, in the words the caller reads."""

from peerbridge.errors import Refused

__all__ = [
    "CountyIsForStaff",
    "DataDestroyed",
    "MatchRuns",
    "NoHold",
    "NotUncertain",
    "OnLegalHold",
    "OnePerson",
    "PersonNotInDirectory",
    "PersonUnknown",
    "ZoneUnknown",
]


class CountyIsForStaff(Refused, status=409):
    """Only staff of your county can move you to another one.

    Ask your coordinator; change the rest without the county.
    """


class ZoneUnknown(Refused, status=409):
    """No program has named the time zone of this county yet. Send time_zone, an IANA name such as America/Chicago."""


class NotUncertain(Refused, status=409):
    """This message is {state}; only one whose hand-over is uncertain takes a person's word. Look at the list again."""


class PersonUnknown(Refused, status=404):
    """No county of yours knows this person. Look at the id; of somebody entered a moment ago it may not be heard yet."""


class MatchRuns(Refused, status=409):
    """This person is in the running match {match}. End it first, so that the other side is told by people; then order again."""


class OnLegalHold(Refused, status=409):
    """This person's data must be kept by the order {reference}. Have the hold lifted first."""


class NoHold(Refused, status=404):
    """There is no legal hold on this person that you may see."""


class OnePerson(Refused, status=422):
    """Both ids are the same. Name the two entries that are two people."""


class PersonNotInDirectory(Refused, status=422):
    """No person {person} is in the directory of your counties. GET /v1/duplicates lists the pairs there are."""


class DataDestroyed(Refused, status=410):
    """This person's data was destroyed by an order. Enter a person who comes back under a new id."""
