"""Events told in plain words: a row for a list, the feed or a timeline. A name stands where it is known, never a made-up one."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from console.api.labels import code
from console.api.sentences import NOUNS, SENTENCES, TITLES
from console.api.words import Words
from console.domain.places import Places
from console.domain.told import Told

__all__ = ["Row", "Teller", "people_of", "short"]

PEOPLE: Final = ("person", "partner", "parent", "supervisor", "merged", "kept")
SIDES: Final = {"partner": "the parent partner", "family": "the family"}
URGENCIES: Final = {0: "ordinary", 1: "soon", 2: "at once"}
TERMS: Final = frozenset({"step", "check", "training"})
JOINED: Final = "\u2060"  # no line ends between the dots and the id
ENDING: Final = 8  # characters: the random end of a UUIDv7, by which two ids differ


def short(identifier: UUID | str) -> str:
    """The end of an id; the whole of it belongs beside it, in a title."""
    text = str(identifier)
    return f"…{JOINED}{text[-ENDING:]}" if len(text) > ENDING + 1 else text


def people_of(event: Told) -> list[UUID]:
    """The people an event names."""
    return [UUID(event.data[field]) for field in PEOPLE if event.data.get(field)]


@dataclass(frozen=True, slots=True)
class Row:
    """One event as it is shown. `href` leads to the case's story, or to the event where it names no case."""

    id: str
    name: str
    title: str
    says: str
    service: str
    county: str
    place: str
    time: str
    when: str
    href: str

    def as_json(self) -> dict[str, Any]:
        """For the live feed."""
        return asdict(self)


class Teller:
    """Tells events in one language. `names`: known names; with `ids` a person without a name is shown by the id's end."""

    def __init__(
        self, words: Words, places: Places, names: Mapping[UUID, str] | None = None, *, ids: bool = False
    ) -> None:
        self.words, self.places, self.names, self.ids = words, places, names or {}, ids

    def row(self, event: Told) -> Row:
        """One event as it is shown."""
        return Row(
            id=str(event.id),
            name=event.name,
            title=self.words(TITLES.get(event.name, event.name)),
            says=self.sentence(event),
            service=event.service,
            county=event.county,
            place=self.places.county(event.county),
            time=event.time.isoformat(),
            when=self.words.moment(event.time, self.places.zone(event.county)),
            href=f"/cases/{event.case}" if event.case else f"/events/{event.id}",
        )

    def who(self, event: Told, field: str) -> str:
        """The person in one field of an event, as they are shown."""
        value = event.data.get(field)
        said = self._person(event, field, UUID(value)) if value else ""
        return said[:1].upper() + said[1:]

    def sentence(self, event: Told) -> str:
        """What happened, as a sentence."""
        values = defaultdict(str, {field: self._value(event, field, value) for field, value in event.data.items()})
        said = self.words(SENTENCES.get(event.name, f"{event.name}.")).format_map(values)
        return said[:1].upper() + said[1:]

    def _value(self, event: Told, field: str, value: Any) -> str:
        if field in PEOPLE and value:
            return self._person(event, field, UUID(value))
        if field == "program":
            return self.places.program(value)
        if field in ("side", "urgency"):
            return self.words((SIDES if field == "side" else URGENCIES)[value])
        if field in TERMS:
            return str(value).replace("-", " ")
        if field.endswith(("_on", "_from", "_until")) and value:
            return self.words.day(date.fromisoformat(value))
        return self.words(code(value)) if isinstance(value, str) else str(value)

    def _person(self, event: Told, field: str, person: UUID) -> str:
        known = self.names.get(person)
        if known:
            return known
        alone, beside = (self.words(each) for each in self._nouns(event, field))
        return f"{beside} {short(person)}" if self.ids else alone

    def _nouns(self, event: Told, field: str) -> tuple[str, str]:
        """What the person is; a partner by the title that the event's programme gives them, where that is its own (P64)."""
        alone, beside = NOUNS["told" if event.topic.endswith(".notifications") else field]
        called = (
            self.places.role_title(event.data.get("program", ""), self.words.language) if field == "partner" else None
        )
        return (called, called) if called and called.casefold() != beside else (alone, beside)
