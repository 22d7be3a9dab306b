"""What can be wrong with a whole file: pieces of text in, bytes out. A piece is the head, one child, or the tail."""

from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Final

__all__ = ["DAMAGES", "XML_ONLY", "undamaged"]

Pieces = Iterator[tuple[int, str]]
"""Piece number (0 is the head) and text."""

_BOMB: Final = """<!DOCTYPE data [
<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
]>
"""
_OUTSIDE: Final = '<!DOCTYPE data [<!ENTITY file SYSTEM "file:///etc/hostname">]>\n'


def undamaged(pieces: Pieces, _: int) -> Iterator[bytes]:
    """As it should be: UTF-8."""
    return (text.encode() for _, text in pieces)


def _truncated(pieces: Pieces, middle: int) -> Iterator[bytes]:
    """The transfer stopped in the middle of a child."""
    for number, text in pieces:
        if number == middle:
            yield text[: len(text) * 2 // 3].encode()
            return
        yield text.encode()


def _latin1(pieces: Pieces, middle: int) -> Iterator[bytes]:
    """A tool wrote one letter as Latin-1 into a UTF-8 file."""
    for number, text in pieces:
        if number == middle:
            yield text.rstrip("\n").encode() + b"\xe9\n"
        else:
            yield text.encode()


def _utf16(pieces: Pieces, _: int) -> Iterator[bytes]:
    """A tool saved the whole file as UTF-16, and left its first line."""
    yield b"\xff\xfe"
    yield from (text.encode("utf-16-le") for _, text in pieces)


def _head_with(text: str) -> Callable[[Pieces, int], Iterator[bytes]]:
    """A document type after the XML declaration."""

    def damage(pieces: Pieces, _: int) -> Iterator[bytes]:
        for number, piece in pieces:
            yield (piece.replace("?>\n", "?>\n" + text, 1) if number == 0 else piece).encode()

    return damage


def _empty(_: Pieces, __: int) -> Iterator[bytes]:
    """The export failed."""
    return iter(())


DAMAGES: Final = MappingProxyType[str, Callable[[Pieces, int], Iterator[bytes]]](
    {
        "truncated": _truncated,
        "latin1": _latin1,
        "utf16": _utf16,
        "bomb": _head_with(_BOMB),
        "outside_entity": _head_with(_OUTSIDE),
        "empty": _empty,
    }
)
"""Kind -> how it damages the file; the number is the piece in the middle."""

XML_ONLY: Final = frozenset({"bomb", "outside_entity"})
