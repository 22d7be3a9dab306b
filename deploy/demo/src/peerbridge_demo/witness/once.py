"""What may be true only once, whatever was delivered how often: by the ids that name the effect, not by the event's own."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from peerbridge_demo.witness.order import firsts
from peerbridge_demo.witness.records import Said

__all__ = ["doubled"]

ONCE: Final = {
    "CaseClosed": ("closure",),
    "CandidateIdentified": ("person", "program", "case"),
    "ApplicationSubmitted": ("application",),
    "PartnerHired": ("application",),
    "TrainingCompleted": ("person", "program", "training", "completed_on"),
    "PartnerCertified": ("partner", "program", "valid_from"),
    "SupportRequested": ("request",),
    "SupportWithdrawn": ("request",),
    "MatchProposed": ("proposal",),
    "MatchAnswerDue": ("proposal", "side"),
    "MatchAccepted": ("proposal", "side"),
    "MatchDeclined": ("proposal",),
    "MatchCreated": ("match",),
    "MatchEnded": ("match",),
    "FirstContactMade": ("match",),
    "FirstContactOverdue": ("match",),
    "CheckInScheduled": ("check_in",),
    "CheckInCompleted": ("check_in",),
    "CheckInOverdue": ("check_in",),
    "SessionKept": ("session",),
    "SessionMissed": ("session",),
    "NotificationSent": ("message", "channel"),
    "NotificationFailed": ("message", "channel"),
}
"""Each event, and the fields that name what happened."""


def doubled(said: Iterable[Said]) -> list[str]:
    """What was announced more than once, in words; empty where all is well."""
    counted = Counter(
        (each.name, *(str(each.data.get(field)) for field in ONCE[each.name]))
        for each in firsts(said)
        if each.name in ONCE and each.readable
    )
    return [f"{' '.join(effect)} was announced {times} times" for effect, times in counted.items() if times > 1]
