"""Who hears and announces what: code, catalogue, events' own words and READMEs say the same."""

import re
from collections.abc import Iterator
from pathlib import Path

from peerbridge.events.catalogue import EVENTS, TOPICS
from peerbridge.service import Service

ROOT = Path(__file__).resolve().parents[2]
NAMES = {event.__name__: event for event in EVENTS.values()}
WORDS = re.compile(r"\b[A-Z][A-Za-z]+\b")


def consumers(event: type) -> set[str]:
    """Who an event's docstring says hears it."""
    told = re.search(r"consumers: ([a-z, ]+)", " ".join((event.__doc__ or "").split()))
    return {each.strip() for each in told[1].split(",")} if told else set()


def heard_by(service: Service) -> set[str]:
    return {NAMES[_name(type_)].__name__ for subscriber in service.subscribers for type_ in subscriber.handlers}


def _name(type_: str) -> str:
    return type_.split(".")[1]


def row(name: str, title: str) -> Iterator[str]:
    """Rows of a README's tables that say what it hears, or publishes."""
    rows = [line for line in (ROOT / f"services/{name}/README.md").read_text().splitlines() if line.startswith("|")]
    inside = False
    for line in rows:
        first = line.split("|")[1].strip()
        if first in {"owns", "hears", "asked", "calls"} or first.startswith("publishes") or first == "address":
            inside = first.startswith(title)
        if inside:
            yield line


def test_a_service_hears_the_topics_whose_reader_it_is(service: Service, name: str) -> None:
    assert {s.topic for s in service.subscribers} == {t.name for t in TOPICS.values() if name in t.readers}


def test_a_service_hears_the_events_that_name_it(service: Service, name: str) -> None:
    assert heard_by(service) == {event.__name__ for event in EVENTS.values() if name in consumers(event)}


def test_a_service_hears_an_event_on_its_own_topic_only(service: Service) -> None:
    strays = [(s.topic, type_) for s in service.subscribers for type_ in s.handlers if EVENTS[type_].topic != s.topic]
    assert strays == []


def test_a_readme_names_the_topics_it_hears_and_what_it_publishes(service: Service, name: str) -> None:
    hears, publishes = "\n".join(row(name, "hears")), "\n".join(row(name, "publishes"))
    assert set(re.findall(r"`(peerbridge\.[a-z.]+)`", hears)) == {s.topic for s in service.subscribers}
    own = {event.__name__ for event in EVENTS.values() if TOPICS[event.topic].writer == name}
    assert set(WORDS.findall(publishes)) & set(NAMES) == own
    told = set(WORDS.findall(hears)) & set(NAMES)
    assert not told or told == heard_by(service)
