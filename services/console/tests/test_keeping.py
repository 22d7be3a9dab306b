"""Every event of the catalogue is kept as it was said, counted as the kept events say, and told in plain words."""

import json
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from console.api.rows import Teller
from console.api.words import Words
from console.domain.marks import marks_of, newest
from console.domain.places import Places
from console.domain.settling import settle
from console.storage.events import told
from console.storage.sql import sql
from console.subscribers.everything import HEARD
from peerbridge.events.base import Event
from peerbridge.events.catalogue import EVENTS, TOPICS
from peerbridge.events.docs.examples import example
from peerbridge.events.envelope import Envelope

ALL = sql("SELECT {columns} FROM event e ORDER BY e.id")
SPOKEN = [event for event in EVENTS.values() if event.topic in HEARD]


def rebuilt(row: Any) -> Event:
    """The event that a kept row says was heard."""
    kept = told(row)
    about = Envelope(
        kept.id,
        "peerbridge/test",
        kept.type,
        kept.subject,
        kept.time,
        kept.county,
        kept.shared_with,
        kept.sequence,
        kept.correlation,
    )
    return EVENTS[kept.type].heard(json.dumps(kept.data).encode(), about)


def counted(events: Sequence[Event]) -> Counter[tuple[str, str, str]]:
    """The numbers, made anew from events alone."""
    marks = newest(mark for event in events for mark in marks_of(event)).values()
    return Counter((mark.county, mark.program, mark.state) for mark in settle(marks, marks) if mark.state)


def test_console_hears_every_topic_but_what_the_states_report() -> None:
    assert set(TOPICS) - set(HEARD) == {"peerbridge.intake.cases"}


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_numbers_are_those_of_the_kept_events_in_any_order(console: Any, life: Any, seed: int) -> None:
    heard: list[Event] = []

    async def note(event: Event, county: str, story: Any, shared_with: tuple[str, ...] = ()) -> Event:
        heard.append(console.sealed(event, county, shared_with, correlation=story))
        return event

    life.tell, life.chance = note, Random(seed)
    await life.goes_on(life.polk, life.iowa, 8, 5)
    await life.asks_for_partner(life.story, life.iowa, life.supervisor, "ended", (life.polk,))
    Random(seed).shuffle(heard)
    by_topic: dict[str, list[Event]] = {}
    for event in heard:
        by_topic.setdefault(event.topic, []).append(event)
    for events in by_topic.values():
        for start in range(0, len(events), 7):
            await console.hears_batch(*events[start : start + 7])
    rows = await console.owner(ALL)
    tallies = await console.owner("SELECT county, program, state, n FROM tally WHERE n <> 0")
    assert len(rows) == len(heard)
    assert {(row["county"], row["program"], row["state"]): row["n"] for row in tallies} == counted(
        [rebuilt(row) for row in rows]
    )


async def test_every_event_is_kept_with_all_that_it_says(console: Any) -> None:
    for kind in SPOKEN:
        await console.hears(example(kind), county="19153")
    rows = await console.owner(ALL)
    assert {row["type"] for row in rows} == {kind.type for kind in SPOKEN}
    for row in rows:
        said = example(EVENTS[row["type"]])
        assert json.loads(row["data"]) == json.loads(said.payload())
        assert said.subject in {*map(str, row["ids"]), "children-and-families-of-iowa", "pool-ia", "IA", "19153"}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", SPOKEN, ids=lambda kind: kind.__name__)
def test_every_event_is_told_in_a_plain_sentence(kind: type[Event], language: str) -> None:
    said = example(kind)
    row = {
        **{name: getattr(said.about, name) for name in ("id", "type", "subject", "county", "time", "sequence", "correlation", "causation")},
        "topic": kind.topic, "shared_with": [], "ids": [], "case_id": None, "data": said.payload().decode(),
    }  # fmt: skip
    shown = Teller(Words(language), Places({}, {})).row(told(row))
    assert shown.says.endswith(".")
    assert shown.says[0].isupper()
    assert not any(left in shown.says for left in ("{", "_", str(said.about.id)))
    assert shown.title != kind.__name__
