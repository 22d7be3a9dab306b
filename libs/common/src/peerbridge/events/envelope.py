"""What is known about an event beside its payload: CloudEvents 1.0 attributes, as Kafka headers (binary mode).

Written by hand: every record of the hot path passes here twice.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from typing import Final, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from peerbridge.events.errors import BadEnvelope

Headers = list[tuple[str, bytes]]
Attributes = dict[str, bytes | None]

INTAKE_TYPES: Final = frozenset(
    f"peerbridge.{name}.v1" for name in ("CaseOpenedReported", "CaseClosedReported", "CaseCorrectionReported")
)
"""The only types whose county may be missing (`XX999`: the state's digits, or XX, and 999)."""

_FIPS: Final = 5
_LONGEST: Final = 256
_MOST_DIGITS: Final = 18  # always within PostgreSQL's bigint
_TRACEPARENT: Final = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_read_uuid: Final = TypeAdapter(UUID).validator.validate_python  # four times as fast as UUID(text)


class Envelope(NamedTuple):
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


def attributes(envelope: Envelope) -> dict[str, str]:
    """The envelope as named attributes in CloudEvents' order. Raises: BadEnvelope, where it would not be read back."""
    told = {
        "ce_specversion": "1.0",
        "content-type": "application/json",
        "ce_id": str(envelope.id),
        "ce_source": envelope.source,
        "ce_type": envelope.type,
        "ce_subject": envelope.subject,
        "ce_time": utc(envelope.time).isoformat(),
        "ce_county": county(envelope.county, envelope.type),
        "ce_sequence": str(envelope.sequence),
        "ce_correlationid": str(envelope.correlation),
    }
    if envelope.shared_with:
        told["ce_sharedwith"] = ",".join(county(each, attribute="sharedwith") for each in envelope.shared_with)
    if envelope.causation is not None:
        told["ce_causationid"] = str(envelope.causation)
    if envelope.traceparent is not None:
        told["ce_traceparent"] = envelope.traceparent
    return told


def attributes_json(envelope: Envelope) -> str:
    """`json.dumps(attributes(envelope))`, in a third of its time. Raises: BadEnvelope, where it would not be read back."""
    _, source, type_, subject, time, where, shared_with, sequence, _, causation, traceparent = envelope
    more = (
        f', "ce_sharedwith": "{",".join(county(each, attribute="sharedwith") for each in shared_with)}"'
        if shared_with
        else ""
    )
    more += f', "ce_causationid": "{causation}"' if causation is not None else ""
    more += f', "ce_traceparent": {quoted(traceparent)}' if traceparent is not None else ""
    return (
        f'{{"ce_specversion": "1.0", "content-type": "application/json", "ce_id": "{envelope.id}", "ce_source": {quoted(source)}, '
        f'"ce_type": {quoted(type_)}, "ce_subject": {quoted(subject)}, "ce_time": "{_told(time)}", "ce_county": "{county(where, type_)}", '
        f'"ce_sequence": "{sequence}", "ce_correlationid": "{envelope.correlation}"{more}}}'
    )


@lru_cache(maxsize=64)
def _told(time: datetime) -> str:
    """A moment as RFC 3339 text; all events of a transaction have one. Raises: BadEnvelope, where it has no zone."""
    return utc(time).isoformat()


def to_headers(envelope: Envelope) -> Headers:
    """The envelope as a record's headers. Raises: BadEnvelope, where it would not be read back."""
    return [(name, value.encode()) for name, value in attributes(envelope).items()]


def from_headers(headers: Iterable[tuple[str, bytes | None]]) -> Envelope:
    """The envelope in a record's headers. Raises: BadEnvelope, naming the attribute."""
    found = dict(headers)
    check_version(found)
    type_ = _often(found, "type")
    return Envelope(
        _uuid(found, "id"),
        _often(found, "source"),
        type_,
        text(found, "subject"),
        moment(found),
        _county_often(_raw(found, "county"), type_),
        _counties(found) if "ce_sharedwith" in found else (),
        _count(found),
        _uuid(found, "correlationid"),
        _uuid(found, "causationid") if "ce_causationid" in found else None,
        _trace(found) if "ce_traceparent" in found else None,
    )


def check_version(found: Attributes) -> None:
    """Refuse what is no CloudEvent 1.0. Raises: BadEnvelope."""
    if found.get("ce_specversion") != b"1.0":
        raise BadEnvelope("specversion", "is not 1.0")


def text(found: Attributes, attribute: str) -> str:
    """One attribute's text: present, UTF-8, printable, at most 256 characters. Raises: BadEnvelope."""
    return _decoded(_raw(found, attribute), attribute)


def _raw(found: Attributes, attribute: str) -> bytes:
    """One attribute's bytes. Raises: BadEnvelope."""
    raw = found.get("ce_" + attribute)
    if raw is None:
        raise BadEnvelope(attribute, "is null" if "ce_" + attribute in found else "is missing")
    return raw


def _decoded(raw: bytes, attribute: str) -> str:
    """An attribute's bytes as text. Raises: BadEnvelope."""
    try:
        value = raw.decode()
    except UnicodeDecodeError:
        raise BadEnvelope(attribute, "is not UTF-8") from None
    if not value or len(value) > _LONGEST or not value.isprintable():
        raise BadEnvelope(attribute, "is empty, too long or not printable")
    return value


_decoded_often = lru_cache(maxsize=8192)(_decoded)


def _often(found: Attributes, attribute: str) -> str:
    """The same as `text`, for attributes that have few different values. Raises: BadEnvelope."""
    return _decoded_often(_raw(found, attribute), attribute)


def moment(found: Attributes) -> datetime:
    """The attribute `time`, as UTC. Raises: BadEnvelope."""
    try:
        return utc(datetime.fromisoformat(text(found, "time")))
    except BadEnvelope:
        raise
    except (ValueError, OverflowError):
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
        raise BadEnvelope(attribute, "is missing, which only a state's report may be")
    if len(code) != _FIPS or not code.isascii() or not code.isdigit():
        raise BadEnvelope(attribute, "is no five-digit FIPS code")
    return code


def county_is_missing(code: str) -> bool:
    """Whether the source did not say the county: the state's two digits, or XX, and 999 (AFCARS)."""
    state = code[:2]
    return len(code) == _FIPS and code[2:] == "999" and (state == "XX" or (state.isascii() and state.isdigit()))


@lru_cache(maxsize=8192)
def _county_often(raw: bytes, type_: str) -> str:
    """The county in a header's bytes. Raises: BadEnvelope."""
    return county(_decoded(raw, "county"), type_)


def _uuid(found: Attributes, attribute: str) -> UUID:
    """One attribute as a UUID. Raises: BadEnvelope."""
    try:
        read: UUID = _read_uuid(_raw(found, attribute).decode())
    except (ValidationError, UnicodeDecodeError):
        raise BadEnvelope(attribute, "is no UUID") from None
    return read


def _counties(found: Attributes) -> tuple[str, ...]:
    """The counties it is shared with, comma-separated. Raises: BadEnvelope."""
    return tuple(county(each, attribute="sharedwith") for each in _often(found, "sharedwith").split(","))


def _count(found: Attributes) -> int:
    """A sequence number, as PostgreSQL's bigint holds it. Raises: BadEnvelope."""
    digits = _raw(found, "sequence")
    if not digits.isdigit() or len(digits) > _MOST_DIGITS:
        raise BadEnvelope("sequence", "is no count")
    return int(digits)


def _trace(found: Attributes) -> str:
    """A W3C trace context. Raises: BadEnvelope."""
    value = text(found, "traceparent")
    if _TRACEPARENT.fullmatch(value) is None:
        raise BadEnvelope("traceparent", "is no W3C trace context")
    return value
