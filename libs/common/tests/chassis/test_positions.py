"""Which records of a fetch count: those that go on where the partition stands, whatever was fetched early, twice or with a hole."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from peerbridge.life import Pulse
from peerbridge.messaging.consumer import Consumer
from peerbridge.messaging.positions import Positions
from peerbridge.metrics import Metrics
from peerbridge.testing.records import LogRecord
from peerbridge.testing.sample import subscriber


class Client:
    """Where the partition was sought; nothing else of Kafka's client is asked here."""

    def __init__(self) -> None:
        self.sought: list[tuple[int, int]] = []

    def seek(self, partition: object, offset: int) -> None:
        """Note it."""
        self.sought.append((partition.partition, offset))  # type: ignore[attr-defined]


def standing_at(offset: int, client: Client | None = None) -> Positions:
    """Positions of a topic whose first partition stands here."""
    positions = Positions("peerbridge.cases", None, lambda: client)  # type: ignore[arg-type]
    positions.ready[0] = offset
    return positions


def fetched(*offsets: int, partition: int = 0) -> list[LogRecord]:
    """Records of one fetch."""
    return [LogRecord("peerbridge.cases", partition, offset, 0, b"k", b"", ()) for offset in offsets]


def offsets(records: Iterable[object]) -> list[int]:
    return [record.offset for record in records]  # type: ignore[attr-defined]


def test_a_hole_in_the_middle_of_a_fetch_is_the_logs_own_and_costs_no_record() -> None:
    positions = standing_at(0)
    assert offsets(positions.accept(fetched(0, 1, 3, 4))) == [0, 1, 3, 4]
    assert positions.ready[0] == 5


def test_a_fetch_that_begins_after_the_position_is_asked_for_once_more_and_none_of_it_counts_before() -> None:
    client = Client()
    positions = standing_at(2, client)
    assert offsets(positions.accept(fetched(5, 6, 7))) == []
    assert client.sought == [(0, 2)]
    assert positions.ready[0] == 2
    assert offsets(positions.accept(fetched(5, 6, 7))) == [5, 6, 7]


def test_a_fetch_made_before_the_seek_loses_nothing_however_often_that_happens() -> None:
    positions = standing_at(2, Client())
    for _ in range(3):
        positions.ready[0] = 2
        assert offsets(positions.accept(fetched(9, 10))) == []
        assert offsets(positions.accept(fetched(2, 3))) == [2, 3]


def test_what_was_heard_already_and_what_is_not_sought_yet_does_not_count() -> None:
    positions = standing_at(3)
    assert offsets(positions.accept([*fetched(1, 2, 3), *fetched(0, 1, partition=1)])) == [3]


def test_what_was_cut_short_is_expected_again_but_only_of_partitions_that_are_still_ours() -> None:
    positions = standing_at(0)
    records = positions.accept(fetched(0, 1, 2))
    positions.rewind([*records, *fetched(7, partition=1)])
    assert positions.ready == {0: 0}
    assert offsets(positions.accept(fetched(0, 1, 2))) == [0, 1, 2]


@pytest.mark.parametrize("unit", [0, 1])
async def test_a_fetch_that_is_cut_short_in_any_of_its_units_is_expected_again(
    unit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peerbridge.messaging.lanes.UNIT", 2)
    consumer = Consumer(subscriber(), None, None, Metrics("sample"), Pulse("hears"))  # type: ignore[arg-type]
    consumer.positions.ready[0] = 0
    begun: list[int] = []

    async def cut(records: Sequence[Any]) -> Any:
        begun.append(records[0].offset)
        if len(begun) > unit:
            raise asyncio.CancelledError

    async def deliver(_unit: Any) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(consumer, "unit", cut)
    monkeypatch.setattr(consumer, "deliver", deliver)
    with pytest.raises(asyncio.CancelledError):
        await consumer.handle(fetched(0, 1, 2, 3))
    assert consumer.positions.ready == {0: 0}
