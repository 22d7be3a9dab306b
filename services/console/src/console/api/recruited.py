"""What recruitment's pages share: what is asked of recruitment, whom it is about, and what they are called."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from fastapi import Request

from console.api.figures import Filters
from console.api.labels import LANGUAGE_NAMES, code
from console.api.parts import parts_of, reading
from console.api.rendering import words_of
from console.api.rows import short
from console.api.words import Words
from console.domain.places import Places
from console.storage.programs import places
from peerbridge.database.work import UnitOfWork
from peerbridge.identity import Principal

__all__ = ["PAGE", "Called", "Pages", "Tab", "ask", "called", "state_tabs", "told", "with_places"]

PAGE: Final = 40
WHOLE: Final = (None, "all")
Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tab:
    """One state of a list: its label, how many there are, and the address of exactly those."""

    label: str
    count: int | None
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a list goes on; None where it does not. `first`: its beginning, from a later page."""

    first: str | None
    next: str | None

    @classmethod
    def of(cls, path: str, filters: Filters, after: object, next_: object, **more: str | None) -> "Pages":
        """From what the page was asked for and what recruitment says comes next."""
        begin, go_on = filters.query(**more), filters.query(**more, after=str(next_) if next_ else None)
        return cls(f"{path}?{begin}" if after else None, f"{path}?{go_on}" if next_ else None)


def state_tabs(
    called: "Called",
    path: str,
    filters: Filters,
    labels: Mapping[Any, str],
    counts: Mapping[str, int] | None,
    chosen: str | None,
) -> list[Tab]:
    """A list's states, each with its address and how many are in it; None, or `all`, is the list as a whole.

    Without numbers where there are too many to be counted.
    """

    def number(state: str | None) -> int | None:
        if counts is None:
            return None
        return sum(counts.values()) if state in WHOLE else counts.get(state or "", 0)

    return [
        Tab(called.words(label), number(state), f"{path}?{filters.query(state=state)}", state == chosen)
        for state, label in labels.items()
    ]


class Called:
    """People, places and days in the reader's language. `names`: None where the directory is away."""

    def __init__(self, words: Words, places: Places, names: Mapping[UUID, str] | None) -> None:
        self.words, self.places, self.names = words, places, names

    def who(self, person: str | None, noun: str = "candidate") -> str:
        """Somebody's name, or what they are and the end of their id."""
        if person is None:
            return self.words("not visible")
        named = (self.names or {}).get(UUID(person)) or f"{self.words(noun)} {short(person)}"
        return named[:1].upper() + named[1:]

    def day(self, iso: str | None) -> str:
        """A day as it is written."""
        return self.words.day(date.fromisoformat(iso[:10])) if iso else ""

    def code(self, value: str | None) -> str:
        """A code's words."""
        return self.words(code(value)) if value else ""

    def term(self, slug: str) -> str:
        """What a policy calls something, as far as its id says it."""
        return slug.replace("-", " ")

    def terms(self, slugs: Iterable[str]) -> str:
        """Several of them."""
        return ", ".join(map(self.term, slugs))

    def language(self, tag: str) -> str:
        """A language by name, or its code."""
        return self.words(LANGUAGE_NAMES[tag]) if tag in LANGUAGE_NAMES else tag

    def number(self, n: float) -> str:
        """A number, without a point where it is whole."""
        return self.words.number(int(n)) if n == int(n) else f"{n:g}"


async def ask(request: Request, caller: Principal, path: str, **asked: object) -> Any:
    """What recruitment shows this reader. Raises: as `Recruitment.ask`."""
    return await parts_of(request).recruitment.ask(caller.token, path, **asked)


@asynccontextmanager
async def with_places(request: Request, caller: Principal) -> AsyncIterator[tuple[UnitOfWork, Places]]:
    """A reader's transaction, and what programmes and counties are called."""
    async with reading(request, caller) as work:
        yield work, await places(work)


def told(work: UnitOfWork, what: str, items: Iterable[Item]) -> None:
    """Note that a list of people was read, as lists of this service are."""
    by_county: dict[str, list[UUID | None]] = {}
    for each in items:
        by_county.setdefault(each["county"], []).append(UUID(each["person"]))
    for county, people in sorted(by_county.items()):
        work.audit(action="read", what=what, county=county, concerns=people)


async def called(request: Request, caller: Principal, known: Places, people: Sequence[str | None] = ()) -> Called:
    """These people by name, as far as the reader knows them; asked after the transaction has ended."""
    wanted = [UUID(each) for each in people if each]
    names = await parts_of(request).people.names(caller.token, wanted)
    return Called(words_of(request), known, names)
