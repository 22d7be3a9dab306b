"""The JSON Schema of each event, each field with its data class."""

from typing import Any

from peerbridge.events.base import Event
from peerbridge.events.docs.spoken import spoken

Schema = dict[str, Any]


def schema(event: type[Event]) -> Schema:
    """An event's JSON Schema (2020-12). Fields that are not named here are ignored by readers."""
    made = event.model_json_schema(mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:peerbridge:event:{event.type.removeprefix('peerbridge.')}",
        **made,
        "description": spoken(event).when,
    }


def resolved(part: Schema, whole: Schema) -> Schema:
    """A part of a schema, with a reference followed into the whole."""
    reference = part.get("$ref")
    return part if reference is None else whole["$defs"][reference.removeprefix("#/$defs/")]
