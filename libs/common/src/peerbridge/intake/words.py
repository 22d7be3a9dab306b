"""Exit reasons in the words a caseworker uses, and values of a file made safe to show."""

from types import MappingProxyType
from typing import Final

from peerbridge.events.exits import ExitReason

__all__ = ["REASON_WORDS", "reason_in_words", "shown"]

REASON_WORDS: Final[MappingProxyType[ExitReason, str]] = MappingProxyType(
    {
        "reunification": "reunified with parent or caretaker",
        "other_relative": "living with other relative",
        "adoption": "adoption",
        "emancipation": "emancipation",
        "guardianship": "guardianship",
        "runaway": "runaway or whereabouts unknown",
        "death_of_child": "death of child",
        "transfer": "transfer to another agency",
        "not_applicable": "not applicable",
    }
)

_LONGEST: Final = 40  # enough to find the value again, short enough for one line of a terminal


def reason_in_words(reason: ExitReason) -> str:
    """How a person says an exit reason."""
    return REASON_WORDS[reason]


def shown(value: str) -> str:
    """A value of a file as it may be printed: short, and without anything that moves a terminal's cursor."""
    cut = value if len(value) <= _LONGEST else value[:_LONGEST] + "…"
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in cut)
