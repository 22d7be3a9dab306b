"""How rows of a merged id become the kept one's: every column with an id of a person is declared here (a test finds what is not)."""

from collections.abc import Sequence
from typing import Final

from peerbridge.merging import Joined, joined, stays

__all__ = ["JOINED"]

JOINED: Final[Sequence[Joined]] = (
    joined("profile", "partner", unique=[]),
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
