"""Exit reasons have words, mistakes have remedies, and nothing of a file moves a terminal's cursor."""

from typing import get_args

from peerbridge.events.exits import ExitReason
from peerbridge.intake.generator import KINDS
from peerbridge.intake.mistakes import REMEDIES
from peerbridge.intake.words import REASON_WORDS, shown


def test_every_exit_reason_has_words() -> None:
    assert set(REASON_WORDS) == set(get_args(get_args(ExitReason)[0]))


def test_every_planted_mistake_is_named_after_its_rule() -> None:
    assert set(KINDS) - {"missing_county"} <= set(REMEDIES)


def test_control_characters_of_a_file_are_not_printed() -> None:
    assert shown("a\x1b[2Jb\u202e") == "a\N{REPLACEMENT CHARACTER}[2Jb\N{REPLACEMENT CHARACTER}"
    assert len(shown("x" * 500)) == 41
