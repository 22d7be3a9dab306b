"""An envelope goes through headers and comes back; anything that is none is named by its attribute."""

import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from cloudevents.core.formats.json import JSONFormat

from peerbridge.events.envelope import Envelope, Headers, attributes, attributes_json, from_headers, to_headers
from peerbridge.events.errors import BadEnvelope
from peerbridge.events.outside import from_outside

ID = UUID("019caf13-ee88-7bfc-9416-0a1e8674dac6")
OTHER = UUID("019caf13-ee88-7bfc-9416-0a1e8674dac7")
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
WHEN = datetime(2026, 3, 2, 15, 4, 5, 250, tzinfo=UTC)
FULL = Envelope(
    ID,
    "peerbridge/matching",
    "peerbridge.MatchCreated.v1",
    str(OTHER),
    WHEN,
    "19153",
    ("19155", "06037"),
    7,
    ID,
    OTHER,
    TRACE,
)
LEAST = Envelope(ID, "peerbridge/matching", "peerbridge.MatchCreated.v1", "s", WHEN, "06037", (), 0, ID)
NEEDED = ("specversion", "id", "source", "type", "subject", "time", "county", "sequence", "correlationid")
REPORT = "peerbridge.CaseClosedReported.v1"


def with_header(attribute: str, value: bytes | None) -> list[tuple[str, bytes | None]]:
    """The full envelope's headers with one replaced."""
    return [*((name, raw) for name, raw in to_headers(FULL) if name != f"ce_{attribute}"), (f"ce_{attribute}", value)]


def without(attribute: str, headers: Headers) -> Headers:
    """The headers without one."""
    return [header for header in headers if header[0] != f"ce_{attribute}"]


@pytest.mark.parametrize("envelope", [FULL, LEAST])
def test_an_envelope_comes_back_as_it_went(envelope: Envelope) -> None:
    assert from_headers(to_headers(envelope)) == envelope


def test_what_is_not_known_has_no_header() -> None:
    assert {name for name, _ in to_headers(LEAST)} == {"content-type", *(f"ce_{name}" for name in NEEDED)}


def test_another_cloudevents_library_reads_our_records() -> None:
    read = from_binary_event(KafkaMessage(dict(to_headers(FULL)), str(ID).encode(), b'{"match": 1}'), JSONFormat())
    assert read.get_id() == str(ID)
    assert read.get_type() == FULL.type
    assert read.get_subject() == FULL.subject
    assert read.get_time() == WHEN
    assert read.get_extension("county") == "19153"
    assert read.get_extension("sharedwith") == "19155,06037"
    assert read.get_data() == {"match": 1}


@pytest.mark.parametrize("attribute", NEEDED)
def test_a_missing_attribute_is_named(attribute: str) -> None:
    with pytest.raises(BadEnvelope, match=attribute) as refused:
        from_headers(without(attribute, to_headers(FULL)))
    assert refused.value.attribute == attribute


@pytest.mark.parametrize("attribute", [*NEEDED, "sharedwith", "causationid", "traceparent"])
@pytest.mark.parametrize(
    "value", [None, b"", b"\xff", b"a\x00b", b"x" * 300], ids=["null", "empty", "utf8", "nul", "long"]
)
def test_an_unreadable_attribute_is_named(attribute: str, value: bytes | None) -> None:
    with pytest.raises(BadEnvelope, match=attribute):
        from_headers(with_header(attribute, value))


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("specversion", b"0.3"),
        ("id", b"not-a-uuid"),
        ("time", b"2026-03-02T15:04:05"),
        ("time", b"yesterday"),
        ("time", b"0001-01-01T00:00:00+14:00"),
        ("county", b"1915"),
        ("county", b"1915a"),
        ("county", "１９１５３".encode()),
        ("county", b"19999"),
        ("county", b"XX999"),
        ("sharedwith", b"19155,"),
        ("sharedwith", b"19155;06037"),
        ("sequence", b"-1"),
        ("sequence", b"1.0"),
        ("sequence", b"9" * 19),
        ("causationid", b"{}"),
        ("traceparent", b"00-abc"),
    ],
)
def test_an_invalid_attribute_is_named_and_its_value_is_not_repeated(attribute: str, value: bytes) -> None:
    with pytest.raises(BadEnvelope, match=f"attribute {attribute}") as refused:
        from_headers(with_header(attribute, value))
    assert value.decode() not in str(refused.value)


def test_time_is_utc_wherever_the_producer_is() -> None:
    in_iowa = WHEN.astimezone(timezone(timedelta(hours=-6)))
    read = from_headers(to_headers(FULL._replace(time=in_iowa)))
    assert read.time == WHEN
    assert read.time.tzinfo is UTC


@pytest.mark.parametrize("county", ["19999", "XX999"])
def test_only_a_states_report_may_miss_its_county(county: str) -> None:
    with pytest.raises(BadEnvelope, match="county is missing"):
        to_headers(FULL._replace(county=county))
    report = FULL._replace(type=REPORT, county=county)
    assert from_headers(to_headers(report)).county == county


def test_what_would_not_be_read_back_is_not_sent() -> None:
    with pytest.raises(BadEnvelope, match="time has no zone"):
        to_headers(FULL._replace(time=WHEN.replace(tzinfo=None)))
    with pytest.raises(BadEnvelope, match="sharedwith"):
        to_headers(FULL._replace(shared_with=("Polk",)))


def test_an_outside_systems_record_needs_no_id_of_ours() -> None:
    headers: Headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", b"row 17"),
        ("ce_source", b"https://cases.example.gov"),
        ("ce_type", REPORT.encode()),
        ("ce_subject", b"C-2041"),
        ("ce_time", b"2026-03-02T15:04:05Z"),
        ("ce_county", b"XX999"),
        ("ce_traceparent", b"whatever"),
    ]
    read = from_outside(headers, lambda source, id_: {("https://cases.example.gov", "row 17"): ID}[source, id_])
    assert (read.id, read.correlation, read.sequence, read.county, read.traceparent) == (ID, ID, 0, "XX999", None)
    with pytest.raises(BadEnvelope, match="id is missing"):
        from_outside(without("id", headers), lambda _source, _id: ID)


ODD = FULL._replace(subject='quo"ted\\ é ☂', source="peerbridge/“x”", shared_with=("06037", "06059"))


@pytest.mark.parametrize("envelope", [FULL, LEAST, ODD, LEAST._replace(causation=ID)])
def test_the_outbox_keeps_exactly_the_attributes(envelope: Envelope) -> None:
    assert json.loads(attributes_json(envelope)) == attributes(envelope)


def test_the_outbox_takes_nothing_that_would_not_be_read_back() -> None:
    for wrong in (
        FULL._replace(county="Polk"),
        FULL._replace(shared_with=("Polk",)),
        FULL._replace(time=WHEN.replace(tzinfo=None)),
    ):
        with pytest.raises(BadEnvelope):
            attributes_json(wrong)
