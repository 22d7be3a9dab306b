"""Which keys a file has named already, and on which line: some 20 to 50 bytes a key, 120 MB in all for two million."""

from array import array
from hashlib import blake2b
from typing import Final

__all__ = ["Seen"]

_SMALLEST: Final = 1 << 10
_FULLEST: Final = 0.7  # beyond it open addressing starts to search long


class Seen:
    """Open addressing over 64-bit digests: two of a million keys are mixed up once in 37 million files."""

    def __init__(self) -> None:
        """Nothing has been seen."""
        self._digests = array("Q", bytes(8 * _SMALLEST))
        self._lines = array("I", bytes(4 * _SMALLEST))
        self._count = 0

    def __len__(self) -> int:
        """How many different keys were seen."""
        return self._count

    def first_line(self, key: str, line: int) -> int | None:
        """The line on which `key` was first seen, or None: then it is remembered with `line`."""
        digest = int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big") or 1
        place = self._place(digest)
        if self._digests[place]:
            return self._lines[place]
        if self._count >= _FULLEST * len(self._digests):
            self._grow()
            place = self._place(digest)
        self._digests[place], self._lines[place] = digest, min(line, 0xFFFF_FFFF)
        self._count += 1
        return None

    def _place(self, digest: int) -> int:
        """The slot that holds the digest, or the empty one where it belongs."""
        digests, mask = self._digests, len(self._digests) - 1
        place = digest & mask
        while digests[place] not in (0, digest):
            place = (place + 1) & mask
        return place

    def _grow(self) -> None:
        """Twice the slots, the same content."""
        old, lines = self._digests, self._lines
        self._digests, self._lines = array("Q", bytes(16 * len(old))), array("I", bytes(8 * len(old)))
        for slot, digest in enumerate(old):
            if digest:
                place = self._place(digest)
                self._digests[place], self._lines[place] = digest, lines[slot]
