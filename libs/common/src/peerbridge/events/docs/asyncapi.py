"""The AsyncAPI 3 document of all topics: how another system subscribes."""

import json
from typing import Any, Final

from peerbridge.events.base import Event
from peerbridge.events.catalogue import EVENTS, TOPICS, Topic
from peerbridge.events.docs.examples import example
from peerbridge.events.docs.spoken import spoken
from peerbridge.events.envelope import to_headers

Document = dict[str, Any]

_TEXT: Final = {"type": "string"}
_HEADERS: Final[Document] = {
    "type": "object",
    "required": ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_county"],
    "properties": {
        "ce_specversion": {"const": "1.0"},
        "ce_id": {"type": "string", "description": "UUIDv7, made once by the producer; deduplicate by it"},
        "ce_source": {"type": "string", "description": "peerbridge/<service>, or the outside system's URI"},
        "ce_type": {"type": "string", "description": "peerbridge.<Name>.v<major>"},
        "ce_subject": {"type": "string", "description": "the id of the thing it is about; also the record's key"},
        "ce_time": {"type": "string", "format": "date-time", "description": "when it became true, UTC"},
        "ce_county": {"type": "string", "pattern": "^[0-9X]{2}[0-9]{3}$", "description": "where it is counted, FIPS"},
        "ce_sharedwith": {"type": "string", "description": "further counties, comma-separated; absent where none"},
        "ce_sequence": {"type": "string", "description": "counts per topic and key without gaps"},
        "ce_correlationid": {"type": "string", "description": "the story it belongs to"},
        "ce_causationid": {"type": "string", "description": "the event or command that caused it"},
        "ce_traceparent": {"type": "string", "description": "W3C trace context"},
    },
}


def asyncapi() -> Document:
    """The whole document."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Peerbridge events",
            "version": "1.0.0",
            "description": "Facts of parent partner programmes. CloudEvents 1.0, Kafka binary mode; no personal data.",
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {
                "host": "{bootstrap}",
                "protocol": "kafka",
                "variables": {"bootstrap": {"default": "localhost:9092"}},
            }
        },
        "channels": {_short(topic): _channel(topic) for topic in TOPICS.values()},
        "operations": {name: made for topic in TOPICS.values() for name, made in _operations(topic).items()},
        "components": {
            "schemas": {"headers": _HEADERS},
            "messages": {event.__name__: _message(event) for event in EVENTS.values()},
        },
    }


def _channel(topic: Topic) -> Document:
    """One topic, with the messages it may hold."""
    told = [event for event in EVENTS.values() if event.topic == topic.name]
    return {
        "address": topic.name,
        "description": f"Written by {topic.writer} alone; keyed by the {topic.key.removeprefix('the ')}.",
        "messages": {event.__name__: {"$ref": f"#/components/messages/{event.__name__}"} for event in told},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": {"cleanup.policy": ["delete"], "retention.ms": topic.retention_ms},
            }
        },
    }


def _operations(topic: Topic) -> dict[str, Document]:
    """Who writes a topic and who reads it."""
    channel = {"$ref": f"#/channels/{_short(topic)}"}
    title = "".join(word.capitalize() for word in _short(topic).split("-"))
    return {
        f"say{title}": {"action": "send", "channel": channel, "summary": f"By {topic.writer}."},
        f"hear{title}": {"action": "receive", "channel": channel, "summary": f"By {', '.join(topic.readers)}."},
    }


def _message(event: type[Event]) -> Document:
    """One event as a message; its payload's schema is a file of its own."""
    said, shown = spoken(event), example(event)
    name = event.type.removeprefix("peerbridge.")
    return {
        "name": event.type,
        "title": event.__name__,
        "summary": said.when,
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/headers"},
        "payload": {"$ref": f"schemas/{name}.json"},
        "bindings": {"kafka": {"key": {**_TEXT, "description": f"the field `{said.key}`"}}},
        "examples": [
            {
                "headers": {key: value.decode() for key, value in to_headers(shown.about) if key.startswith("ce_")},
                "payload": json.loads(shown.payload()),
            }
        ],
    }


def _short(topic: Topic) -> str:
    """A topic's name in this document."""
    return topic.name.removeprefix("peerbridge.").replace(".", "-")
