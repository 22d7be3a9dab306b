"""What each table of console holds of people, column by column: declared here, and nowhere else (a test finds what is not).

Console keeps events, which carry ids, dates and codes only; names are asked of the directory when a page is shown, and are gone there.
"""

from collections.abc import Mapping
from typing import Final

from peerbridge.erasure import Holding, kept

__all__ = ["HOLDINGS"]

HOLDINGS: Final[Mapping[str, Holding]] = {
    "event": kept(
        "county",
        "shared_with",
        "id",
        "topic",
        "type",
        "subject",
        "is_shared",
        "time",
        "sequence",
        "correlation",
        "causation",
        "ids",
        "case_id",
        "data",
        "tx",
    ),
    "mark": kept(
        "shared_with",
        "slot",
        "thing",
        "county",
        "state",
        "event",
        "sequence",
        "time",
        "program",
        "match",
        "case_id",
        "due_on",
    ),
    "mention": kept("thing", "event"),
    "program": kept("program", "version", "title", "state", "effective_on", "titles"),
    "served_county": kept("program", "county", "name", "zone"),
    "shared": kept("county", "shared_with", "event", "type"),
    "tally": kept("county", "shared_with", "program", "state", "n"),
}
