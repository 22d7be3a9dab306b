"""One transaction per unit: inbox, parked keys, locks, effects, news and positions together, in DELIVERY's order."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from peerbridge.clock import real_now
from peerbridge.events.envelope import to_headers
from peerbridge.events.matches import SupportWithdrawn
from peerbridge.ids import derived_id, uuid7
from peerbridge.messaging.heard import decode
from peerbridge.messaging.unit import BEYOND, Unit
from peerbridge.testing.component import Component
from peerbridge.testing.sample import closed, faults

POLK = "19153"


async def things(sample: Component) -> list[tuple[int, str]]:
    """What the sample remembers."""
    return [(row["times"], row["heard"].strip()) for row in await sample.owner("SELECT * FROM thing ORDER BY id")]


async def test_an_event_has_its_effect_its_news_and_its_position_in_one_transaction(sample: Component) -> None:
    await sample.hears(closed(uuid7()), county=POLK)
    assert await things(sample) == [(1, "0101")]
    assert await sample.announced() == [SupportWithdrawn]
    assert [row["next_offset"] for row in await sample.owner("SELECT * FROM positions")] == [1]
    assert [row["county"] for row in await sample.owner("SELECT county FROM counties")] == [POLK]


async def test_the_same_event_twice_in_a_batch_or_later_has_one_effect(sample: Component) -> None:
    event = sample.sealed(closed(uuid7()), POLK)
    first = await sample.hears_batch(event, event)
    again = await sample.hears_batch(event)
    assert (first.done, first.duplicate, again.done, again.duplicate) == (1, 1, 0, 1)
    assert await things(sample) == [(1, "0101")]


async def test_a_failing_use_case_leaves_nothing_behind(sample: Component) -> None:
    def fail() -> None:
        raise ValueError("no")

    faults.before_commit = fail
    with pytest.raises(ValueError, match="no"):
        await sample.hears(closed(uuid7()), county=POLK)
    for table in ("thing", "inbox", "positions", "outbox"):
        assert await sample.owner(f"SELECT * FROM {table}") == []


async def test_two_events_of_one_thing_in_a_batch_come_in_two_lists_in_order(sample: Component) -> None:
    case, other = uuid7(), uuid7()
    batch = [sample.sealed(closed(c, d), POLK) for c, d in ((case, 1), (other, 2), (case, 3))]
    await sample.hears_batch(*batch)
    assert [set(items) for items in faults.lists] == [{str(case), str(other)}, {str(case)}]
    assert sorted(await things(sample)) == [(1, "0102"), (2, "0101 0103")]


async def test_sequences_count_per_topic_and_key_without_gaps_and_stories_go_on(sample: Component) -> None:
    case = uuid7()
    for day in (1, 2, 3):
        await sample.hears(closed(case, day), county=POLK)
    news = await sample.news()
    assert [event.about.sequence for event in news] == [1, 2, 3]
    assert len({event.about.correlation for event in news}) == 1
    assert len({event.about.causation for event in news}) == 3


async def test_two_owners_of_the_same_records_wait_for_each_other_and_have_one_effect(sample: Component) -> None:
    events = [sample.sealed(closed(uuid7()), POLK) for _ in range(20)]
    answers = await asyncio.gather(sample.hears_batch(*events), sample.hears_batch(*reversed(events)))
    assert sorted(a.done for a in answers) == [0, 20]
    assert len(await sample.news()) == 20


async def test_a_record_without_a_readable_id_parks_its_key_and_later_events_of_the_key_park_behind_it(
    sample: Component,
) -> None:
    case = uuid7()
    later = sample.sealed(closed(case), POLK)
    other = sample.sealed(closed(uuid7()), POLK)
    bad = sample.log.raw("peerbridge.cases", str(case).encode(), b"{", [("ce_id", b"\xff\xfe")])
    counts = await sample.hears_records(bad, sample.log.record(later), sample.log.record(other))
    assert (counts.parked, counts.done) == (2, 1)
    assert [row["fingerprint"] for row in await sample.owner("SELECT * FROM parked ORDER BY id")] == [
        "BadEnvelope/specversion",
        None,
    ]
    again = await sample.hears_records(bad)
    assert again.duplicate == 1


async def test_a_null_header_a_tombstone_and_a_missing_key_are_failed_events_not_lost_ones(sample: Component) -> None:
    event = sample.sealed(closed(uuid7()), POLK)
    good = sample.log.record(event)
    null_header = sample.log.raw("peerbridge.cases", b"a", b"{}", [("ce_specversion", None)])
    tombstone = sample.log.raw(
        "peerbridge.cases",
        event.subject.encode(),
        None,
        to_headers(sample.sealed(closed(UUID(event.subject)), POLK).about),
    )
    counts = await sample.hears_records(null_header, sample.log.raw("peerbridge.cases", None, b"\x00"), good, tombstone)
    assert (counts.done, counts.parked) == (1, 3)


async def test_a_type_that_is_not_listed_is_skipped_and_another_version_of_a_listed_one_is_parked(
    sample: Component,
) -> None:
    event = sample.sealed(closed(uuid7()), POLK)
    headers = dict(to_headers(event.about))
    unlisted = [*{**headers, "ce_type": b"peerbridge.CaseOpened.v1"}.items()]
    future = [*{**headers, "ce_type": b"peerbridge.CaseClosed.v2"}.items()]
    counts = await sample.hears_records(
        sample.log.raw("peerbridge.cases", event.subject.encode(), event.payload(), unlisted),
        sample.log.raw("peerbridge.cases", event.subject.encode(), event.payload(), future),
    )
    assert (counts.not_listed, counts.parked, counts.done) == (1, 1, 0)


async def test_an_id_older_than_the_inbox_is_a_dead_letter_unless_a_replay_was_declared(sample: Component) -> None:
    old = derived_id(real_now() - timedelta(weeks=13), "x")
    event = closed(uuid7())
    sample.sealed(event, POLK)
    headers = [*{**dict(to_headers(event.about)), "ce_id": str(old).encode()}.items()]
    record = sample.log.raw("peerbridge.cases", event.subject.encode(), event.payload(), headers)
    item = decode(record, sample.service.subscribers[0])
    assert item is not None
    refused = await Unit("peerbridge.cases", [item], {}).run(sample.runtime.consumers)
    assert (refused.dead, refused.done) == (1, 0)
    assert [row["fingerprint"] for row in await sample.owner("SELECT * FROM parked")] == [BEYOND]
    replayed = closed(uuid7())
    sample.sealed(replayed, POLK)
    headers = [
        *{
            **dict(to_headers(replayed.about)),
            "ce_id": str(derived_id(real_now() - timedelta(weeks=20), "y")).encode(),
        }.items()
    ]
    item = decode(
        sample.log.raw("peerbridge.cases", replayed.subject.encode(), replayed.payload(), headers),
        sample.service.subscribers[0],
    )
    assert item is not None
    done = await Unit("peerbridge.cases", [item], {}, 0, {0: item.record.offset + 1}).run(sample.runtime.consumers)
    assert done.done == 1


async def test_a_position_is_never_lowered_by_an_effect(sample: Component) -> None:
    await sample.hears(closed(uuid7()), county=POLK)
    await Unit("peerbridge.cases", [], {("peerbridge.cases", 0): 0}).run(sample.runtime.consumers)
    assert [row["next_offset"] for row in await sample.owner("SELECT * FROM positions")] == [1]


async def test_an_event_is_at_the_business_time_of_its_transaction(sample: Component) -> None:
    sample.clock.instant = datetime(2030, 5, 1, tzinfo=UTC)
    await sample.hears(closed(uuid7()), county=POLK)
    assert [event.about.time.year for event in await sample.news()] == [2030]
