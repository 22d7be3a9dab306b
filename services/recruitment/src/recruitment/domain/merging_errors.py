"""What recruitment refuses about merging two ids of one person.

Refused
├── PersonNotKnown · OnePersonAlready         422
└── DataOfOneDestroyed · KeepTheOther · BothOnTheWay   409
"""

from peerbridge.errors import Refused

__all__ = ["BothOnTheWay", "DataOfOneDestroyed", "KeepTheOther", "OnePersonAlready", "PersonNotKnown"]


class PersonNotKnown(Refused, status=422):
    """No person {person} is known in your counties. GET /v1/candidates lists who is."""


class OnePersonAlready(Refused, status=422):
    """Both ids are one person's already. There is nothing to merge."""


class DataOfOneDestroyed(Refused, status=409):
    """The data of one of the two was destroyed by order. Such an id is merged with nobody."""


class KeepTheOther(Refused, status=409):
    """The id to be merged is on its way, or certified, with {programs}. Keep that id and merge the other one."""


class BothOnTheWay(Refused, status=409):
    """Both ids are on their way, or certified, with {programs}. Record a withdrawal or a departure under one, then merge that one."""
