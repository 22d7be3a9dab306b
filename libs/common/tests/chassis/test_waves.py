"""No list a use case sees holds two events for one row; order per row is kept."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from peerbridge.database.work import UnitOfWork
from peerbridge.events.cases import CaseClosed
from peerbridge.ids import uuid7
from peerbridge.messaging.heard import Heard
from peerbridge.messaging.subscriber import Handler
from peerbridge.messaging.waves import touched_by, waves
from peerbridge.testing.records import FakeLog

IDS = [uuid7() for _ in range(6)]


async def use_case(work: UnitOfWork, heard: Sequence[Any]) -> None:
    """Never run here."""


def heard(touched: list[int]) -> Heard:
    """An event that touches these ids."""
    event = CaseClosed(
        case=IDS[touched[0]], closure=uuid7(), closed_on=date(2026, 1, 1), exit_reason="reunification", code_list="afcars_2020",
        case_type="dependency", referred=False, parents=tuple(IDS[i] for i in touched),
    )  # fmt: skip
    log = FakeLog()
    log.seal(event, county="19153")
    handler = Handler(CaseClosed, use_case, lambda e: list(e.parents))
    return Heard(log.record(event), event.subject, uuid7(), event, event.about, None, [handler], handler.ids(event))


def parents(item: Any) -> set[UUID]:
    """What a listed event touches."""
    return set(item.parents)


@given(st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True), max_size=30))
def test_no_wave_holds_two_events_for_one_row_and_every_event_comes_after_earlier_ones_of_its_rows(
    batch: list[list[int]],
) -> None:
    items = [heard(touched) for touched in batch]
    cut = waves(items)
    place = {}
    for number, wave in enumerate(cut):
        listed = [event for _, events in wave for event in events]
        assert sum(len(parents(e)) for e in listed) == len(set().union(*map(parents, listed)))
        place.update({id(event): number for event in listed})
    assert len(place) == len(items)
    for later, item in enumerate(items):
        for earlier in items[:later]:
            if parents(earlier.event) & parents(item.event):
                assert place[id(earlier.event)] < place[id(item.event)]


def test_the_locks_of_a_unit_are_the_sorted_union_of_what_its_events_touch() -> None:
    items = [heard([3, 1]), heard([2]), heard([1])]
    assert touched_by(items) == sorted(str(IDS[i]) for i in (1, 2, 3))


def test_independent_events_stand_in_one_wave() -> None:
    assert len(waves([heard([0]), heard([1]), heard([2, 3])])) == 1
