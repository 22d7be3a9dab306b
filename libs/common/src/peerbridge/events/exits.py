"""Exit reasons. Codes are not stable: a number means nothing without its list (EVENTS.md)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal, get_args

from peerbridge.events.fields import CODE

ExitReason = Annotated[
    Literal[
        "reunification",
        "other_relative",
        "adoption",
        "emancipation",
        "guardianship",
        "runaway",
        "death_of_child",
        "transfer",
        "not_applicable",
    ],
    CODE,
]
"""Why a child left care, in words that keep their meaning."""

ExitCode = Annotated[Literal[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], CODE]
"""The number a source gives; its meaning depends on the code list."""

_IN_ORDER: Final[tuple[ExitReason, ...]] = get_args(get_args(ExitReason)[0])

EXIT_REASONS: Final[Mapping[str, Mapping[int, ExitReason]]] = MappingProxyType(
    {
        "afcars_2020": dict(enumerate(_IN_ORDER, start=1)),
        "afcars_1993": {
            0: "not_applicable",
            **dict(enumerate(_IN_ORDER[:5], start=1)),
            6: "transfer",
            7: "runaway",
            8: "death_of_child",
        },
    }
)
"""Code list -> number -> reason."""


def exit_reason(code_list: str, code: int) -> ExitReason | None:
    """The meaning of a source's number in its list; None where the list is unknown or has no such number."""
    return EXIT_REASONS.get(code_list, {}).get(code)
