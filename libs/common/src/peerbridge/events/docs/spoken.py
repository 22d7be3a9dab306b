"""What an event's docstring says: when · key · producer · consumers. The catalogue relies on its form."""

import re
from dataclasses import dataclass
from inspect import getdoc
from typing import Final

from peerbridge.events.base import Event
from peerbridge.events.errors import UndeclaredField

_FORM: Final = re.compile(
    r"(?P<when>.+?)\s+key: (?P<key>\w+) · producer: (?P<producer>[\w ]+) · consumers: (?P<heard>[\w, ]+)"
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """When an event is announced, by which field it is keyed, who says it, who hears it."""

    when: str
    key: str
    producer: str
    consumers: tuple[str, ...]


def spoken(event: type[Event]) -> Spoken:
    """The four things an event's docstring says. Raises: UndeclaredField, where one is missing."""
    found = _FORM.fullmatch(" ".join((getdoc(event) or "").split()))
    if found is None:
        raise UndeclaredField(event.__name__, "says not in its docstring: when, key: … · producer: … · consumers: …")
    return Spoken(found["when"], found["key"], found["producer"], tuple(found["heard"].split(", ")))
