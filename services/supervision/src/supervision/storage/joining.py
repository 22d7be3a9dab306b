"""How rows of a merged id become the kept one's: every column with an id of a person is declared here (a test finds what is not)."""

from collections.abc import Sequence
from typing import Final

from peerbridge.merging import Joined, joined, stays

__all__ = ["JOINED"]

JOINED: Final[Sequence[Joined]] = (
    joined("relations", "partner", "parent", "supervisor"),
    joined("assignments", "partner", "supervisor"),
    joined("contacts", "partner"),
    joined("check_ins", "partner"),
    joined("sessions", "partner"),
    joined("supervisors", "person", unique=[]),
    joined("supervisors", "delegate"),
    joined(
        "reach",
        "person",
        unique=["county"],
        first="""UPDATE reach k SET opted_out = k.opted_out OR m.opted_out FROM reach m
        WHERE m.person = $1 AND k.person = $2 AND m.county = k.county""",
    ),
    stays("certifications", "partner"),  # one that ended: an id with a running one is kept, never merged
)
