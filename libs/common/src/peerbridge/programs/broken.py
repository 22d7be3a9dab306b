"""A rule that a policy breaks, and the checks that several rules share."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from peerbridge.events.policy import Policy


@dataclass(frozen=True, slots=True)
class Broken:
    """The value that breaks a rule (`trainings.3.due`), and the rule in words, with the practice it comes from."""

    where: str
    rule: str


DAYS_OF_A_YEAR: Final = 365
Rule = Callable[[Policy], Iterator[Broken]]


def twice(where: str, ids: Sequence[str]) -> Iterator[Broken]:
    """Ids that are used again."""
    for index, each in enumerate(ids):
        if each in ids[:index]:
            yield Broken(f"{where}.{index}", f"repeats {each}: each is named once")


def none_of(where: str, values: Sequence[object], what: str) -> Iterator[Broken]:
    """An empty list where a program needs at least one."""
    if not values:
        yield Broken(where, f"is empty: {what}")


def below_one(where: str, number: int | None, what: str) -> Iterator[Broken]:
    """A nought where counting begins at one; nothing given is fine."""
    if number is not None and number < 1:
        yield Broken(where, f"is 0: {what}")


def beyond_a_year(where: str, days: int) -> Iterator[Broken]:
    """A slip of the keyboard, where days of waiting are counted."""
    if days > DAYS_OF_A_YEAR:
        yield Broken(where, f"is {days}: nobody is kept waiting for more than {DAYS_OF_A_YEAR} days")


def held_as(where: str, own: Sequence[str], modalities: Sequence[str]) -> Iterator[Broken]:
    """Ways of holding something, each once and one of the programme's own (P66)."""
    yield from twice(where, own)
    for index, each in enumerate(own):
        if each not in modalities:
            yield Broken(f"{where}.{index}", f"is {each}, which is none of the programme's modalities (P66)")
