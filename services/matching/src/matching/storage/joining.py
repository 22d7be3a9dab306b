"""How rows of a merged id become the kept one's: every column with an id of a person is declared here (a test finds what is not)."""

from collections.abc import Sequence
from typing import Final

from peerbridge.merging import Joined, joined, stays

__all__ = ["JOINED"]

UNITED: Final = """
UPDATE profile AS k SET
    conflict_people = ARRAY(SELECT DISTINCT unnest(k.conflict_people || m.conflict_people) ORDER BY 1),
    household = ARRAY(SELECT DISTINCT unnest(k.household || m.household) ORDER BY 1)
FROM profile AS m WHERE m.partner = $1 AND k.partner = $2
"""
"""Whom one of the two must not meet, or lives with, is true of the person; the rest of the merged id's profile goes."""

JOINED: Final[Sequence[Joined]] = (
    joined("profile", "partner", unique=[], first=UNITED),
    Joined("profile", lists=("conflict_people", "household")),
    Joined("known_case", lists=("parents",)),
    joined("family", "parent", unique=["case"]),
    Joined("request", ids=("parent", "partner"), lists=("avoid", "household", "refused_partners")),
    joined("proposal", "parent", "partner"),
    joined("match", "parent", "partner"),
    joined("former", "parent", "partner"),
    joined("hold", "parent"),
    stays("hold", "partner"),  # with its place: an id that may be merged holds none any more
    stays("place", "partner"),
    stays("roster", "partner"),  # a certification that ended; its facts count per person of the stream
    stays("partner_county", "partner"),
    stays("pool_change", "subject"),  # read again as it is then, under whatever id
)
