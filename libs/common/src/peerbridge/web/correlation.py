"""One id for all that a request causes, in logs, events and audit; the caller's trace goes on (W3C Trace Context)."""

import re
from dataclasses import dataclass
from secrets import token_hex
from typing import Final
from uuid import UUID

from peerbridge.ids import uuid7

__all__ = ["Correlation", "correlate"]

TRACEPARENT: Final = re.compile(rb"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
ZERO_TRACE, ZERO_SPAN = b"0" * 32, b"0" * 16


@dataclass(frozen=True, slots=True)
class Correlation:
    """`id` is ours, made for this request; `traceparent` is the caller's trace with a span of ours."""

    id: UUID
    traceparent: str


def correlate(traceparent: bytes | None) -> Correlation:
    """The ids of a request. A missing or malformed traceparent begins a new trace, named like the correlation."""
    made = uuid7()
    match = TRACEPARENT.fullmatch(traceparent or b"")
    if match is None or match[1] == ZERO_TRACE or match[2] == ZERO_SPAN:
        return Correlation(made, f"00-{made.hex}-{token_hex(8)}-01")
    return Correlation(made, f"00-{match[1].decode()}-{token_hex(8)}-{match[3].decode()}")
