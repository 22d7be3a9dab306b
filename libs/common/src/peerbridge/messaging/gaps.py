"""The floor under a relay's polls: the highest outbox id below which none can still appear, so that no poll scans what is gone."""

from collections.abc import Iterable
from time import monotonic

__all__ = ["Floor"]

ROLLED_BACK_SECONDS = 35.0  # `transaction_timeout` is 30 s: an id missing for longer will never be committed


class Floor:
    """Ids seen so far, and the holes below and between them with the moment each was first noticed."""

    def __init__(self, value: int = 0) -> None:
        self.value = value
        self._highest = value
        self._unsent: set[int] = set()
        self._holes: list[tuple[int, int, float]] = []

    def seen(self, ids: Iterable[int]) -> None:
        """Rows read in id order; they hold the floor down until they are gone."""
        now = monotonic()
        for identifier in ids:
            self._unsent.add(identifier)
            if identifier > self._highest:
                if identifier > self._highest + 1:
                    self._holes.append((self._highest + 1, identifier - 1, now))
                self._highest = identifier
            else:
                self._fill(identifier)

    def gone(self, ids: Iterable[int]) -> None:
        """Rows that were deleted."""
        self._unsent.difference_update(ids)

    def rise(self) -> int:
        """The floor as it stands now: below every row not gone and every hole that may still be filled."""
        now = monotonic()
        self._holes = [hole for hole in self._holes if now - hole[2] < ROLLED_BACK_SECONDS]
        lowest_hole = min((hole[0] for hole in self._holes), default=self._highest + 1)
        lowest_row = min(self._unsent, default=self._highest + 1)
        self.value = max(self.value, min(lowest_hole, lowest_row) - 1)
        return self.value

    def _fill(self, identifier: int) -> None:
        for n, (first, last, since) in enumerate(self._holes):
            if first <= identifier <= last:
                parts = [(first, identifier - 1, since), (identifier + 1, last, since)]
                self._holes[n : n + 1] = [part for part in parts if part[0] <= part[1]]
                return
