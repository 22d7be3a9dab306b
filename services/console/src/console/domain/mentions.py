"""Which things an event mentions: every id of ours among its fields."""

from functools import cache
from uuid import UUID

from peerbridge.events.base import Event
from peerbridge.events.declared import data_classes
from peerbridge.events.fields import DataClass

__all__ = ["mentioned"]


@cache
def _id_fields(kind: type[Event]) -> tuple[str, ...]:
    """The names of a model's own fields that may hold ids; a policy's parts are not looked into."""
    fields = kind.model_fields.items()
    return tuple(name for name, field in fields if data_classes(field) == frozenset({DataClass.ID}))


def mentioned(event: Event) -> list[UUID]:
    """The ids in an event's fields, each once, in the order of the fields. Slugs of a policy are no things."""
    found: dict[UUID, None] = {}
    for name in _id_fields(type(event)):
        value = getattr(event, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, UUID):
                found[each] = None
    return list(found)
