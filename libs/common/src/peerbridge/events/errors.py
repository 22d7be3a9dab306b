"""What can be wrong with an event.

EventError
├── UndeclaredField    a model was declared against the rules (at import)
├── NotPublished       an event was asked for its envelope before it had one
├── BadEnvelope        a record's headers are no envelope of ours
└── BadPayload         a record's value is not what its type promises
"""


class EventError(Exception):
    """Something is wrong with an event; the message holds no value of it."""


class UndeclaredField(EventError, TypeError):
    """An event, or a field of one, was declared against the rules of the published language."""

    def __init__(self, where: str, why: str) -> None:
        """Name the place, as `Model.field`, and the rule."""
        super().__init__(f"{where} {why}")


class NotPublished(EventError, RuntimeError):
    """An event has no envelope until it is handed to the unit of work or heard from a topic."""

    def __init__(self, name: str) -> None:
        """Name the event."""
        super().__init__(f"{name} has not been published yet, so nothing is known about it")


class BadEnvelope(EventError, ValueError):
    """A record's headers are no envelope of ours: an attribute is missing or invalid."""

    def __init__(self, attribute: str, why: str) -> None:
        """Name the attribute and the fault, never its value."""
        super().__init__(f"attribute {attribute} {why}")
        self.attribute = attribute
        self.why = why


class BadPayload(EventError, ValueError):
    """A record's value is not what its type promises."""

    def __init__(self, name: str, where: str) -> None:
        """Name the event and the fields at fault, never their values."""
        super().__init__(f"{name}: {where}")
        self.where = where
