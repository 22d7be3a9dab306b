"""What is known about an event beside its payload: CloudEvents 1.0 attributes, as Kafka headers (binary mode).

Written by hand, without pydantic: every record of the hot path passes here twice.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from peerbridge.events.errors import BadEnvelope

Headers = list[tuple[str, bytes]]

INTAKE_TYPES: Final = frozenset(
    f"peerbridge.{name}.v1" for name in ("CaseOpenedReported", "CaseClosedReported", "CaseCorrectionReported")
)
"""The only types whose county may be missing (`XX999`: the state's digits, or XX, and 999)."""

_LONGEST: Final = 256
_TRACEPARENT: Final = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_FIXED: Final = [("ce_specversion", b"1.0"), ("content-type", b"application/json")]


@dataclass(frozen=True, slots=True)
class Envelope:
    """The attributes of one event (EVENTS.md). `time` is UTC; `sequence` counts per topic and key without gaps."""

    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    county: str
    shared_with: tuple[str, ...]
    sequence: int
    correlation: UUID
    causation: UUID | None = None
    traceparent: str | None = None


def to_headers(envelope: Envelope) -> Headers:
    """The envelope as a record's headers. Raises: BadEnvelope, where it would not be read back."""
    headers = [
        *_FIXED,
        ("ce_id", str(envelope.id).encode()),
        ("ce_source", envelope.source.encode()),
        ("ce_type", envelope.type.encode()),
        ("ce_subject", envelope.subject.encode()),
        ("ce_time", utc(envelope.time).isoformat().encode()),
        ("ce_county", county(envelope.county, envelope.type).encode()),
        ("ce_sequence", b"%d" % envelope.sequence),
        ("ce_correlationid", str(envelope.correlation).encode()),
    ]
    if envelope.shared_with:
        shared = ",".join(county(each, attribute="sharedwith") for each in envelope.shared_with)
        headers.append(("ce_sharedwith", shared.encode()))
    if envelope.causation is not None:
        headers.append(("ce_causationid", str(envelope.causation).encode()))
    if envelope.traceparent is not None:
        headers.append(("ce_traceparent", envelope.traceparent.encode()))
    return headers


def from_headers(headers: Iterable[tuple[str, bytes | None]]) -> Envelope:
    """The envelope in a record's headers. Raises: BadEnvelope, naming the attribute."""
    found = dict(headers)
    if found.get("ce_specversion") != b"1.0":
        raise BadEnvelope("specversion", "is not 1.0")
    type_ = text(found, "type")
    shared = found.get("ce_sharedwith", b"")
    causation = found.get("ce_causationid", b"")
    return Envelope(
        _uuid(found, "id"),
        text(found, "source"),
        type_,
        text(found, "subject"),
        moment(found),
        county(text(found, "county"), type_),
        () if shared == b"" else _counties(text(found, "sharedwith")),
        _count(text(found, "sequence")),
        _uuid(found, "correlationid"),
        None if causation == b"" else _uuid(found, "causationid"),
        _trace(text(found, "traceparent")) if "ce_traceparent" in found else None,
    )


def text(found: dict[str, bytes | None], attribute: str) -> str:
    """One attribute's text: present, UTF-8, printable, at most 256 characters. Raises: BadEnvelope."""
    raw = found.get(f"ce_{attribute}")
    if raw is None:
        raise BadEnvelope(attribute, "is null" if f"ce_{attribute}" in found else "is missing")
    try:
        value = raw.decode()
    except UnicodeDecodeError:
        raise BadEnvelope(attribute, "is not UTF-8") from None
    if not value or len(value) > _LONGEST or not value.isprintable():
        raise BadEnvelope(attribute, "is empty, too long or not printable")
    return value


def moment(found: dict[str, bytes | None]) -> datetime:
    """The attribute `time`, as UTC. Raises: BadEnvelope."""
    try:
        return utc(datetime.fromisoformat(text(found, "time")))
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadEnvelope):
            raise
        raise BadEnvelope("time", "is no RFC 3339 time") from None


def utc(time: datetime) -> datetime:
    """The same moment in UTC. Raises: BadEnvelope, where the time has no zone."""
    if time.tzinfo is UTC:
        return time
    if time.tzinfo is None:
        raise BadEnvelope("time", "has no zone")
    return time.astimezone(UTC)


def county(code: str, type_: str = "", attribute: str = "county") -> str:
    """A five-digit FIPS code; a missing county (XX999) only in what the states report. Raises: BadEnvelope."""
    if county_is_missing(code):
        if type_ in INTAKE_TYPES:
            return code
        raise BadEnvelope(attribute, "is missing (XX999), which only a state's report may be")
    if len(code) != 5 or not code.isascii() or not code.isdigit():
        raise BadEnvelope(attribute, "is no five-digit FIPS code")
    return code


def county_is_missing(code: str) -> bool:
    """Whether the source did not say the county: the state's two digits, or XX, and 999 (AFCARS)."""
    state = code[:2]
    return len(code) == 5 and code[2:] == "999" and (state == "XX" or (state.isascii() and state.isdigit()))


def _uuid(found: dict[str, bytes | None], attribute: str) -> UUID:
    """One attribute as a UUID. Raises: BadEnvelope."""
    value = text(found, attribute)
    try:
        return UUID(value)
    except ValueError:
        raise BadEnvelope(attribute, "is no UUID") from None


def _counties(joined: str) -> tuple[str, ...]:
    """Comma-separated counties. Raises: BadEnvelope."""
    return tuple(county(each, attribute="sharedwith") for each in joined.split(","))


def _count(digits: str) -> int:
    """A sequence number, as PostgreSQL's bigint holds it. Raises: BadEnvelope."""
    if not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        raise BadEnvelope("sequence", "is no count")
    return int(digits)


def _trace(value: str) -> str:
    """A W3C trace context. Raises: BadEnvelope."""
    if _TRACEPARENT.fullmatch(value) is None:
        raise BadEnvelope("traceparent", "is no W3C trace context")
    return value
