"""An event is a past-tense fact: frozen, declared once, every field with a data class."""

import re
from collections.abc import Iterator
from typing import ClassVar, Final, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from peerbridge.events.declared import check_declared
from peerbridge.events.envelope import Envelope
from peerbridge.events.errors import BadPayload, NotPublished, UndeclaredField
from peerbridge.events.fields import type_pattern

_TYPE: Final = re.compile(type_pattern)
PROGRAMS: Final = "peerbridge.programs"
"""The one topic whose events carry a policy, and so its terms."""


class Part(BaseModel):
    """A part of a policy: the only kind of model that may be nested in an event, and only in a programme's."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        """Refuse a part with a field that has no data class."""
        check_declared(cls, terms=True, parts=Part)


class Event(BaseModel):
    """A fact that one service announces. `type` is written out, `key` names the field that is subject and key.

    A subclass without a `type` only collects what several events share.
    """

    __slots__ = ("_about",)
    model_config = ConfigDict(frozen=True, extra="ignore")

    type: ClassVar[str]
    topic: ClassVar[str]
    key: ClassVar[str]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        """Refuse a declaration against the rules of the published language."""
        in_programs = getattr(cls, "topic", "") == PROGRAMS
        check_declared(cls, terms=False, parts=None) if not in_programs else check_declared(cls, terms=True, parts=Part)
        if "type" in cls.__dict__:
            _check_spoken(cls)

    @property
    def subject(self) -> str:
        """The id of the thing the event is about; also the partition key."""
        return str(getattr(self, self.key))

    def concerns(self) -> Iterator[UUID]:
        """The ids of ours that the event names: of its thing and of everyone it is about."""
        for name in type(self).model_fields:
            value = getattr(self, name)
            for each in value if isinstance(value, list | tuple) else (value,):
                if isinstance(each, UUID):
                    yield each

    @property
    def about(self) -> Envelope:
        """Who said it, when, of which county. Raises: NotPublished."""
        try:
            envelope: Envelope = object.__getattribute__(self, "_about")
        except AttributeError:
            raise NotPublished(self.__class__.__name__) from None
        return envelope

    def sealed(self, about: Envelope) -> Self:
        """This event with its envelope, which only the chassis gives it. Fields stay as they are."""
        object.__setattr__(self, "_about", about)
        return self

    @classmethod
    def heard(cls, value: bytes, about: Envelope) -> Self:
        """The event in a record's value, read straight from the bytes. Raises: BadPayload."""
        try:
            event = cls.__pydantic_validator__.validate_json(value, strict=True)
        except ValidationError as error:
            raise BadPayload(cls.__name__, _places(error)) from None
        object.__setattr__(event, "_about", about)
        return event  # type: ignore[no-any-return]  # the validator's return type is Any

    def payload(self) -> bytes:
        """The record's value: bare JSON."""
        return self.__pydantic_serializer__.to_json(self)


def _check_spoken(event: type[Event]) -> None:
    """Refuse an event whose type, topic or key is not written out. Raises: UndeclaredField."""
    spelled = _TYPE.match(event.type)
    if spelled is None or spelled[1] != event.__name__:
        raise UndeclaredField(event.__name__, f"has the type {event.type!r}, not peerbridge.{event.__name__}.v<major>")
    if not getattr(event, "topic", "").startswith("peerbridge."):
        raise UndeclaredField(event.__name__, "names no topic")
    if getattr(event, "key", "") not in event.model_fields:
        raise UndeclaredField(event.__name__, "names no field as its key")


def _places(error: ValidationError) -> str:
    """Which fields are at fault and how, as codes; a library's text would carry the values."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    return ", ".join(f"{'.'.join(map(str, fault['loc'])) or 'value'} {fault['type']}" for fault in faults[:5])
