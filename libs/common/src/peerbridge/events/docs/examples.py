"""One example of each event, made from its types: the same at each run, valid, and readable."""

from datetime import UTC, date, datetime
from hashlib import sha256
from types import NoneType
from typing import Annotated, Any, Final, Literal, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

from peerbridge.events.base import Event
from peerbridge.events.catalogue import TOPICS
from peerbridge.events.envelope import Envelope

_WHEN: Final = datetime(2026, 3, 2, 15, 4, 5, tzinfo=UTC)
_PLAIN: Final[dict[type, object]] = {date: _WHEN.date(), datetime: _WHEN, bool: True, int: 12, float: 6.0}
_WORDS: Final[dict[str, object]] = {
    "pool": "pool-ia",
    "agreements": "polk-and-story",
    "floor_counties": "19169",
    "program": "children-and-families-of-iowa",
    "county": "19153",
    "counties": "19153",
    "title": "Children and Families of Iowa",
    "role_titles": "Parent partner",
    "name": "As the programme calls it",
    "employer_name": "A university",
    "posting_languages": "en",
    "panel_lived_experience": 1,
    "every": 1,
    "version": 1,
    "department_lived_experience_percent": 100,
    "zone": "America/Chicago",
    "state": "IA",
    "training": "confidentiality",
    "after": "mandated-reporter",
    "topics": "navigation",
    "required_topics": "navigation",
    "step": "interview",
    "check": "criminal-history",
    "roles": "one-to-one",
    "role": "one-to-one",
    "role_limits": "no-transport",
    "limit": "no-transport",
    "skills": "boundaries",
    "automatic_disqualifiers": "violent-crime",
    "session": "clinician",
    "credential": "peer-support",
    "curriculum": "caseworker-core",
    "source_case": "C-2041",
    "removal": "1",
    "exit": "1",
    "parents": "P-7",
}
"""What reads better than the first code, a round number or the field's own name."""


def example(event: type[Event]) -> Event:
    """An example of an event, sealed with an example of its envelope."""
    made = event.model_validate(_fields(event))
    return made.sealed(_envelope(made))


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    """A value for each field."""
    return {name: _value(name, field.annotation) for name, field in model.model_fields.items()}


def _value(name: str, annotation: Any) -> Any:
    """A value of a type; `name` is the field it is for."""
    origin, members = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return _WORDS[name] if _WORDS.get(name) in members else members[0]
    if origin is tuple:
        return (_value(name, members[0]),)
    if origin is Annotated:
        return _value(name, members[0])
    if members:
        return _value(name, next(each for each in members if each is not NoneType))
    if issubclass(annotation, BaseModel):
        return _fields(annotation)
    return _plain(name, annotation)


def _plain(name: str, kind: type) -> object:
    """A value of a plain type."""
    if kind is UUID:
        return _uuid(name)
    known = _WORDS.get(name)
    return known if isinstance(known, kind) else _PLAIN.get(kind, name)


def _uuid(name: str) -> UUID:
    """An id of ours that is the same for the same name."""
    digest = int.from_bytes(sha256(name.encode()).digest()[:10], "big")
    bits = (int(_WHEN.timestamp() * 1000) << 80) | digest
    return UUID(int=bits & ~(0xF << 76) & ~(0x3 << 62) | (0x7 << 76) | (0x2 << 62))


def _envelope(event: Event) -> Envelope:
    """An example of the envelope."""
    writer = TOPICS[event.topic].writer
    source = "https://cases.example.gov" if writer == "state systems" else f"peerbridge/{writer}"
    return Envelope(
        _uuid("id"), source, event.type, event.subject, _WHEN, "19153", (), 1, _uuid("correlation"), _uuid("causation")
    )
