"""What each table of supervision holds of people, column by column: declared here, and nowhere else (a test finds what is not).

That a contact or check-in was held on a day stays under ids, for the programme's counts; a partner's sessions and who is reached go.
"""

from collections.abc import Mapping
from typing import Final

from peerbridge.erasure import Holding, deleted, emptied, kept

__all__ = ["HOLDINGS"]

HOLDINGS: Final[Mapping[str, Holding]] = {
    "sessions": deleted(
        "partner = $1",
        "county",
        "shared_with",
        "session",
        "partner",
        "program",
        "series",
        "kind",
        "zone",
        "anchor_on",
        "number",
        "due_on",
        "late_at",
        "state",
        "held_on",
    ),
    "reach": deleted("person = $1", "shared_with", "person", "county", "failed", "opted_out"),
    "supervisors": emptied(
        "person = $1",
        {"absent_from": "NULL", "absent_until": "NULL", "delegate": "NULL", "lived_experience": "false"},
        "county",
        "shared_with",
        "person",
        "span",
    ),
    "assignments": kept("match", "supervisor", "partner"),
    "cases": kept("county", "shared_with", "case", "closure", "closed_on"),
    "certifications": kept(
        "county", "shared_with", "partner", "program", "anchor_on", "valid_until", "state", "planned"
    ),
    "check_ins": kept(
        "county", "shared_with", "check_in", "match", "partner", "due_on", "late_at", "state", "completed_on"
    ),
    "contacts": kept("county", "shared_with", "contact", "match", "partner", "kind", "held_on", "entered_at"),
    "policies": kept("program", "version", "effective_on", "said"),
    "relations": kept(
        "county",
        "shared_with",
        "match",
        "partner",
        "family",
        "parent",
        "case",
        "program",
        "begun_at",
        "zone",
        "matched_on",
        "waiting_for",
        "waiting_until",
        "supervisor",
        "assigned_on",
        "first_contact_due",
        "late_at",
        "first_contact_made_on",
        "first_contact_overdue",
        "ended_on",
        "end_reason",
        "case_closed_on",
        "certification",
    ),
}
