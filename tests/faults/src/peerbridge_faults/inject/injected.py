"""What a fault reports."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from peerbridge_faults.stage import Stage

__all__ = ["Fault", "Injected"]


@dataclass(frozen=True)
class Injected:
    """One fault as it was lived through. `recovery`: seconds from its end until new work flowed through `service`."""

    fault: str
    service: str
    recovery: float | None = None
    note: str = ""


Fault = Callable[[Stage], Awaitable[Injected]]
