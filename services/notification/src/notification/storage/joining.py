"""How rows of a merged id become the kept one's: every column with an id of a person is declared here (a test finds what is not)."""

from collections.abc import Sequence
from typing import Final

from peerbridge.merging import Joined, joined, stays

__all__ = ["JOINED"]

TWICE: Final = """DELETE FROM turns t USING deliveries m JOIN deliveries k USING (event_id, template, channel)
WHERE t.delivery = m.delivery AND m.person = $1 AND k.person = $2"""

JOINED: Final[Sequence[Joined]] = (
    joined("turns", "person", first=TWICE),
    joined("deliveries", "person", unique=["event_id", "template", "channel"]),
    joined("people", "person", unique=[]),
    joined("likeness", "person", unique=["kind"]),
    joined("opt_outs", "person", unique=["channel"]),
    joined("whereabouts", "person", unique=["county"]),
    joined("legal_holds", "person", unique=[]),
    joined(
        "engagements",
        "person",
        unique=["match"],
        first="""UPDATE engagements k SET ended = k.ended OR m.ended FROM engagements m
        WHERE m.person = $1 AND k.person = $2 AND m.match = k.match""",
    ),
    stays("erasures", "person"),  # whose data was destroyed is merged with nobody
    stays("distinct_people", "one", "other"),
)
