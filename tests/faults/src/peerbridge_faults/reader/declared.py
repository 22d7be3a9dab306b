"""What is declared of topics and events: read from docs/events (AsyncAPI, JSON Schemas, the catalogue), not from code."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

__all__ = ["Declared", "Topic", "declared"]

WRITTEN = re.compile(r"Written by ([a-z ]+) alone")
LISTED = re.compile(r"^`(peerbridge\.\w+\.v\d+)` · .*heard by ([a-z, ]+)$", re.MULTILINE)
HEARD = re.compile(r"By ([a-z, ]+)\.")


@dataclass(frozen=True)
class Topic:
    """One topic: who alone writes it, who reads it, and which types it carries."""

    name: str
    writer: str
    readers: tuple[str, ...]
    types: tuple[str, ...]

    @property
    def foreign(self) -> bool:
        """Whether outside systems write it."""
        return " " in self.writer


@dataclass(frozen=True)
class Declared:
    """All topics by name, and of each type the fields that hold ids of things (UUIDs)."""

    topics: Mapping[str, Topic]
    ids: Mapping[str, frozenset[str]]
    consumers: Mapping[str, tuple[str, ...]]
    """Which services hear a type, as the catalogue says."""

    def written_by(self, service: str) -> frozenset[str]:
        """The names of all id fields in what a service says."""
        topics = [topic for topic in self.topics.values() if topic.writer == service]
        return frozenset().union(*(self.ids[each] for topic in topics for each in topic.types))


def declared(folder: Path) -> Declared:
    """Read `docs/events`."""
    told: dict[str, Any] = yaml.load((folder / "asyncapi.yaml").read_text(), Loader=yaml.CSafeLoader)
    readers = {
        operation["channel"]["$ref"].rpartition("/")[2]: HEARD.search(operation["summary"])
        for operation in told["operations"].values()
        if operation["action"] == "receive"
    }
    topics, ids = {}, {}
    for name, channel in told["channels"].items():
        types = []
        for message in channel["messages"].values():
            spoken = told["components"]["messages"][message["$ref"].rpartition("/")[2]]
            types.append(spoken["name"])
            ids[spoken["name"]] = _ids(
                folder / spoken["payload"].get("$ref", spoken["payload"].get("schema", {}).get("$ref"))
            )
        writer, heard = WRITTEN.search(channel["description"]), readers.get(name)
        topics[channel["address"]] = Topic(
            channel["address"],
            writer[1] if writer else "",
            tuple(heard[1].split(", ")) if heard else (),
            tuple(types),
        )
    return Declared(topics, ids, _consumers(folder / "catalogue.md"))


def _consumers(page: Path) -> dict[str, tuple[str, ...]]:
    """By type, from the lines of the catalogue's page."""
    return {found[1]: tuple(found[2].split(", ")) for found in LISTED.finditer(page.read_text())}


def _ids(file: Path) -> frozenset[str]:
    """The fields of a schema that are UUIDs."""
    properties = json.loads(file.read_text())["properties"]
    return frozenset(name for name, told in properties.items() if '"uuid"' in json.dumps(told))
