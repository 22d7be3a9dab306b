"""When everything fails alike it is not the events' fault: the subscriber stops parking and holds."""

from collections import deque

__all__ = ["Failures"]

LAST, KEYS = 20, 5  # the last 20 events, from at least 5 keys (DELIVERY, "Held")


class Failures:
    """The last outcomes of a subscriber: (key, fingerprint), or None where one went well."""

    def __init__(self) -> None:
        self._last: deque[tuple[str, str] | None] = deque(maxlen=LAST)

    def failed(self, key: str, fingerprint: str) -> None:
        """Note an event that failed by its own fault."""
        self._last.append((key, fingerprint))

    def succeeded(self, events: int = 1) -> None:
        """Note events that went well."""
        self._last.extend([None] * min(events, LAST))

    def all_alike(self, fingerprint: str) -> bool:
        """Whether the last 20 all failed with this fingerprint, from at least 5 keys."""
        failures = [f for f in self._last if f is not None and f[1] == fingerprint]
        return len(failures) == LAST and len({key for key, _ in failures}) >= KEYS
