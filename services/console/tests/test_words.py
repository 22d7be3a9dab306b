"""Whatever is written for a reader is written in both languages."""

import re
from importlib.resources import files
from string import Formatter
from typing import Literal, get_args, get_origin

from pydantic import BaseModel

from console.api import (
    application_pages,
    cohort_pages,
    fairness_pages,
    families_pages,
    labels,
    missing,
    operations_pages,
    partner_pages,
    policy_changes,
    policy_words,
    problems,
    rows,
    section,
    sentences,
    signing_in,
    standings,
    upcoming_pages,
)
from console.api.words import Words, spanish
from peerbridge.events.catalogue import EVENTS, TOPICS
from peerbridge.events.fields import Language, State
from peerbridge.events.policy import Policy

LISTS = (
    labels.STAGE_LABELS, labels.EXPLAINED, labels.CODES, sentences.SENTENCES, sentences.TITLES, signing_in.NOTES, problems.TITLES,
    problems.SAYS, operations_pages.OUTCOMES, rows.SIDES, rows.URGENCIES, labels.LANGUAGE_NAMES, missing.SAYS, missing.STEPS,
    standings.SAYS, application_pages.STATES, upcoming_pages.WHAT, cohort_pages.RULES, partner_pages.STATES, partner_pages.CAREERS,
    partner_pages.UNITS, partner_pages.PERIODS, families_pages.DIMENSIONS, policy_words.HEADINGS, policy_words.SAYS,
    policy_words.OFTEN, policy_changes.LABELS, policy_changes.COUNTED, {each.__name__: each.template for each in problems.SPEAK},
    fairness_pages.REASONS,
    {each.href: each.label for each in section.ENTRIES}, {name: each.label for name, each in standings.STATES.items()},
)  # fmt: skip
IN_CODE = re.compile(r"words\(\s*\"([^\"]*)\"(?: if [^\"]*? else \"([^\"]*)\")?")
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


def in_code() -> set[str]:
    """Every text that a page's own code hands to the dictionary as it stands."""
    found: set[str] = set()
    for module in files("console.api").iterdir():
        if module.name.endswith(".py") and module.name != "words.py":
            pairs = IN_CODE.findall(module.read_text("utf-8"))
            found.update(text for pair in pairs for text in pair if text)
    return found


def parts_of(model: type[BaseModel]) -> set[type[BaseModel]]:
    """A model and all that it is made of."""
    found, todo = {model}, [field.annotation for field in model.model_fields.values()]
    while todo:
        annotation = todo.pop()
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            found |= parts_of(annotation)
        todo += get_args(annotation)
    return found


def codes(annotation: object) -> set[str]:
    """The codes a field may hold, in words."""
    if get_origin(annotation) is Literal:
        return {labels.code(each) for each in get_args(annotation) if isinstance(each, str)}
    return {each for member in get_args(annotation) for each in codes(member)}


def test_every_text_on_a_page_has_its_spanish() -> None:
    written = in_templates() | {text for each in LISTS for text in each.values() if text}
    written |= in_code() | {noun for pair in sentences.NOUNS.values() for noun in pair}
    assert written - spanish().keys() == set()


def test_every_code_of_an_event_has_its_spanish() -> None:
    fields = [
        f
        for e in EVENTS.values()
        if e.topic in TOPICS and "console" in TOPICS[e.topic].readers
        for f in e.model_fields.values()
    ]
    told, states = {word for field in fields for word in codes(field.annotation)}, set(get_args(get_args(State)[0]))
    assert told - states - spanish().keys() == set()


def test_every_code_of_a_policy_has_its_spanish() -> None:
    fields = [field for part in parts_of(Policy) for field in part.model_fields.values()]
    languages, states = set(get_args(get_args(Language)[0])), set(get_args(get_args(State)[0]))
    written = {word for field in fields for word in codes(field.annotation)}
    assert written - languages - states - spanish().keys() == set()
    assert languages == labels.LANGUAGE_NAMES.keys()


def test_every_word_of_a_policy_is_told_in_a_difference() -> None:
    assert {name for part in parts_of(Policy) for name in part.model_fields} - policy_changes.LABELS.keys() == set()


def test_a_translation_has_the_places_of_its_original() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert [english for english, other in spanish().items() if places(english) != places(other)] == []


def test_dates_and_numbers_are_written_as_each_language_writes_them() -> None:
    english, other = Words("en"), Words("es")
    assert (english.number(12345), other.number(12345)) == ("12,345", "12\u202f345")
