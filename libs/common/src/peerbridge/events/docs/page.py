"""The catalogue page: every topic and every event, with fields, data classes and an example."""

import json
from collections.abc import Iterator

from peerbridge.events.base import Event
from peerbridge.events.catalogue import EVENTS, FOR_EVER, TOPICS, Topic
from peerbridge.events.docs.examples import example
from peerbridge.events.docs.schemas import Schema, schema
from peerbridge.events.docs.spoken import spoken

_MS_PER_DAY = 86_400_000


def page() -> str:
    """The whole page, in Markdown."""
    return "\n".join([*_head(), *(line for topic in TOPICS.values() for line in _topic(topic))]) + "\n"


def _head() -> Iterator[str]:
    """What the page is, and the table of topics."""
    yield "# Event catalogue"
    yield ""
    yield "Made from the models by `make docs`; `make check` fails where it differs."
    yield "CloudEvents 1.0, Kafka binary mode: attributes as `ce_*` headers, the value is the bare JSON payload,"
    yield "the key the subject. Fields that a reader does not know are ignored. No field holds text about people."
    yield "Schemas, examples and every payload once given as an example lie beside this page."
    yield ""
    yield "| topic | writer | key | read by | kept | partitions |"
    yield "|---|---|---|---|---|---|"
    for topic in TOPICS.values():
        kept = "for ever" if topic.retention_ms == FOR_EVER else f"{topic.retention_ms // _MS_PER_DAY} days"
        name, readers = f"[{topic.name}](#{_anchor(topic.name)})", ", ".join(topic.readers)
        yield f"| {name} | {topic.writer} | {topic.key} | {readers} | {kept} | {topic.partitions} |"


def _topic(topic: Topic) -> Iterator[str]:
    """One topic and its events."""
    yield from ("", f"## {topic.name}")
    for event in EVENTS.values():
        if event.topic == topic.name:
            yield from _event(event)


def _event(event: type[Event]) -> Iterator[str]:
    """One event: when, key, who, fields, example."""
    said, whole = spoken(event), schema(event)
    yield from ("", f"### {event.__name__}", "", said.when, "")
    yield f"`{event.type}` · key `{said.key}` · said by {said.producer} · heard by {', '.join(said.consumers)}"
    yield from ("", *_table(whole))
    for name, part in whole.get("$defs", {}).items():
        yield from ("", f"#### {name}", "", part.get("description", ""), "", *_table(part))
    yield from ("", *_shown(event, whole))


def _shown(event: type[Event], whole: Schema) -> Iterator[str]:
    """The example; a whole policy is too long for the page."""
    if "$defs" in whole:
        yield f"[Example](examples/{event.type.removeprefix('peerbridge.')}.json)"
    else:
        yield from ("```json", json.dumps(json.loads(example(event).payload()), indent=2), "```")


def _table(part: Schema) -> Iterator[str]:
    """The fields of an event or of a part of a policy."""
    yield "| field | data class | values |"
    yield "|---|---|---|"
    needed = part.get("required", [])
    for name, value in part["properties"].items():
        yield f"| `{name}`{'' if name in needed else ' (optional)'} | {_classes(value)} | {_values(value)} |"


def _classes(value: Schema) -> str:
    """A field's data class, with `list of` where it is one."""
    if "items" in value:
        return f"list of {_classes(value['items'])}"
    if "$ref" in value:
        return str(value["$ref"]).rpartition("/")[2]
    if "anyOf" in value:
        return _classes(value["anyOf"][0])
    return str(value["x-data-class"])


def _values(value: Schema) -> str:
    """What a field may hold: its codes, or nothing to add."""
    if "items" in value:
        return _values(value["items"])
    if "anyOf" in value:
        return _values(value["anyOf"][0])
    codes = [value["const"]] if "const" in value else value.get("enum", [])
    return " · ".join(f"`{code}`" for code in codes)


def _anchor(heading: str) -> str:
    """The anchor of a heading."""
    return heading.replace(".", "")
