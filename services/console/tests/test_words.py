"""Whatever is written for a reader is written in both languages."""

import re
from importlib.resources import files
from string import Formatter
from typing import Literal, get_args, get_origin

from console.api import labels, operations_pages, problems, rows, sentences, signing_in
from console.api.words import Words, spanish
from peerbridge.events.catalogue import EVENTS, TOPICS

LISTS = (
    labels.STAGE_LABELS, labels.EXPLAINED, labels.CODES, sentences.SENTENCES, sentences.TITLES, signing_in.NOTES, problems.TITLES,
    problems.SAYS, operations_pages.OUTCOMES, rows.SIDES, rows.URGENCIES,
)  # fmt: skip
SAID = re.compile(r"""_\(\s*(?:"([^"]*)"|'([^']*)')""")
CHOSEN = re.compile(r"_\(\{(.*?)\}\[")


def in_templates() -> set[str]:
    """Every text that a template hands to the dictionary."""
    found: set[str] = set()
    for template in files("console.api").joinpath("templates").iterdir():
        text = template.read_text("utf-8")
        found.update(double or single for double, single in SAID.findall(text))
        found.update(word for choice in CHOSEN.findall(text) for word in re.findall(r':\s*"([^"]*)"', choice))
        found.update(re.findall(r'\("/[^"]*", "([^"]*)"\)', text))
    return found


def codes(annotation: object) -> set[str]:
    """The codes a field may hold, in words."""
    if get_origin(annotation) is Literal:
        return {labels.code(each) for each in get_args(annotation) if isinstance(each, str)}
    return {each for member in get_args(annotation) for each in codes(member)}


def test_every_text_on_a_page_has_its_spanish() -> None:
    written = in_templates() | {text for each in LISTS for text in each.values() if text}
    written |= {noun for pair in sentences.NOUNS.values() for noun in pair}
    assert written - spanish().keys() == set()


def test_every_code_of_an_event_has_its_spanish() -> None:
    fields = [
        f
        for e in EVENTS.values()
        if e.topic in TOPICS and "console" in TOPICS[e.topic].readers
        for f in e.model_fields.values()
    ]
    told = {word for field in fields for word in codes(field.annotation)}
    assert told - spanish().keys() == set()


def test_a_translation_has_the_places_of_its_original() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert [english for english, other in spanish().items() if places(english) != places(other)] == []


def test_dates_and_numbers_are_written_as_each_language_writes_them() -> None:
    english, other = Words("en"), Words("es")
    assert (english.number(12345), other.number(12345)) == ("12,345", "12\u202f345")
