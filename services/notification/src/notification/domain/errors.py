"""What notification refuses, in the words the caller reads."""

from peerbridge.errors import Refused

__all__ = ["CountyIsForStaff", "NotUncertain", "ZoneUnknown"]


class CountyIsForStaff(Refused, status=409):
    """Only staff of your county can move you to another one.

    Ask your coordinator; change the rest without the county.
    """


class ZoneUnknown(Refused, status=409):
    """No program has named the time zone of this county yet. Send time_zone, an IANA name such as America/Chicago."""


class NotUncertain(Refused, status=409):
    """This message is {state}; only one whose hand-over is uncertain takes a person's word. Look at the list again."""
