"""What each table of notification holds of people, column by column: declared here, and nowhere else (a test finds what is not).

The directory entry goes, and so do messages; the order to erase and its answers stay, as proof that it was done.
"""

from collections.abc import Mapping
from typing import Final

from peerbridge.erasure import Holding, deleted, kept

__all__ = ["HOLDINGS"]

HOLDINGS: Final[Mapping[str, Holding]] = {
    "people": deleted(
        "person = $1",
        "county",
        "shared_with",
        "person",
        "name",
        "email",
        "phone",
        "language",
        "time_zone",
        "quiet_from",
        "quiet_until",
    ),
    "likeness": deleted("person = $1", "county", "shared_with", "person", "kind", "digest"),
    "distinct_people": kept("county", "shared_with", "one", "other", "decided_by", "decided_at"),
    "opt_outs": deleted("person = $1", "county", "shared_with", "person", "channel", "since"),
    "turns": deleted("person = $1", "delivery", "person", "county", "in_business_time", "due_at", "handing_over"),
    "deliveries": deleted(
        "person = $1",
        "county",
        "shared_with",
        "delivery",
        "person",
        "event_id",
        "template",
        "channel",
        "state",
        "created_at",
        "correlation",
        "waits_until",
        "attempt",
        "attempts",
        "finished_at",
    ),
    "engagements": kept("match", "person", "ended"),
    "erasure_answers": kept(
        "county", "shared_with", "erasure", "service", "answered_at", "deleted", "emptied", "times"
    ),
    "erasures": kept("county", "shared_with", "erasure", "person", "reason", "reference", "ordered_by", "ordered_at"),
    "legal_holds": kept("county", "shared_with", "person", "reference", "ordered_by", "since"),
    "whereabouts": kept("person", "county"),
    "zones": kept("county", "zone"),
}
