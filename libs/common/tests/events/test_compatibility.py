"""Within a version a contract only grows: each deliberate break is found, growth is not."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from peerbridge.events.catalogue import EVENTS
from peerbridge.events.docs.compatibility import breaks
from peerbridge.events.docs.schemas import Schema, schema
from peerbridge.events.envelope import Envelope

DOCS = Path(__file__).parents[4] / "docs" / "events"
CLOSED = schema(EVENTS["peerbridge.CaseClosed.v1"])
PUBLISHED = schema(EVENTS["peerbridge.ProgramPublished.v1"])
COMMITTED = sorted(DOCS.glob("schemas/*.json"))
HISTORY = sorted(DOCS.glob("history/*/*.json"))


def changed(whole: Schema, *path: str, to: Any = None) -> Schema:
    """A copy of a schema with one place changed, or removed where nothing is given."""
    copy = deepcopy(whole)
    place = copy
    for step in path[:-1]:
        place = place[step]
    if to is None:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return copy


@pytest.mark.parametrize("file", COMMITTED, ids=lambda file: file.stem)
def test_no_committed_schema_is_broken_by_todays_models(file: Path) -> None:
    assert breaks(json.loads(file.read_text()), schema(EVENTS[f"peerbridge.{file.stem}"])) == ()


@pytest.mark.parametrize("file", HISTORY, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_historic_payload_is_read_by_todays_models(file: Path) -> None:
    event = EVENTS[f"peerbridge.{file.parent.name}"]
    about = Envelope(*([None] * 9))  # type: ignore[arg-type]  # what is about it does not matter here
    again = json.loads(event.heard(file.read_bytes(), about).payload())
    assert said_again(json.loads(file.read_text()), again)


def said_again(before: Any, after: Any) -> bool:
    """Whether all that was said is said still, at every depth; an optional value that came later may stand beside it."""
    if isinstance(before, dict):
        return isinstance(after, dict) and all(key in after and said_again(before[key], after[key]) for key in before)
    if isinstance(before, list):
        return isinstance(after, list) and len(before) == len(after) and all(map(said_again, before, after))
    return bool(before == after)


@pytest.mark.parametrize("after", [{"a": {"b": 1}}, {"a": {"c": 1}}, {"a": {"b": 2, "c": 1}}, {"a": []}, {}])
def test_what_was_said_before_is_missed_at_every_depth(after: Any) -> None:
    assert said_again({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}, "d": 3})
    assert said_again({"a": [{"b": 1}]}, {"a": [{"b": 1, "c": 2}]})
    assert not said_again({"a": [{"b": 1}]}, {"a": [{"b": 1}, {"b": 1}]})
    assert said_again({"a": {"b": 1}}, after) == (after == {"a": {"b": 1}})


def test_every_event_has_a_schema_and_a_history() -> None:
    names = {type_.removeprefix("peerbridge.") for type_ in EVENTS}
    assert {file.stem for file in COMMITTED} == names == {file.parent.name for file in HISTORY}


OPTIONAL = {"type": "string", "format": "date", "x-data-class": "date"}
REQUIRED = [*CLOSED["required"], "added"]
CODES = CLOSED["properties"]["case_type"]["enum"]


@pytest.mark.parametrize(
    "grown",
    [
        CLOSED,
        changed(CLOSED, "properties", "added", to=OPTIONAL),
        changed(CLOSED, "properties", "case_type", "enum", to=[*CODES, "prevention"]),
        changed(CLOSED, "properties", "case_type", "title", to="Another title"),
        changed(CLOSED, "description", to="Said better."),
    ],
)
def test_growth_is_welcome(grown: Schema) -> None:
    assert breaks(CLOSED, grown) == ()


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (changed(CLOSED, "properties", "referred"), "referred: removed (or renamed)"),
        (
            changed(changed(CLOSED, "properties", "added", to=OPTIONAL), "required", to=REQUIRED),
            "added: required now, and old records may lack it",
        ),
        (
            changed(CLOSED, "required", to=[name for name in CLOSED["required"] if name != "closed_on"]),
            "closed_on: no longer required, and yesterday's readers need it",
        ),
        (changed(CLOSED, "properties", "referred", "type", to="string"), "referred: type was boolean, is string"),
        (changed(CLOSED, "properties", "closed_on", "format", to="date-time"), "closed_on: format was date"),
        (changed(CLOSED, "properties", "case_type", "enum", to=CODES[:1]), "case_type: codes removed: non_dependency"),
        (changed(CLOSED, "properties", "case", "x-data-class", to="code"), "case: x-data-class was id, is code"),
        (changed(CLOSED, "properties", "parents", "items", "format"), "parents[]: format was uuid, is None"),
        (changed(CLOSED, "properties", "parents", "maxItems", to=3), "parents: maxItems fell"),
        (changed(CLOSED, "properties", "parents", "minItems", to=1), "parents: minItems rose"),
        (changed(PUBLISHED, "$defs", "Policy", "properties", "wait_months"), "policy.wait_months: removed"),
        (
            changed(PUBLISHED, "$defs", "Training", "properties", "hours", "anyOf", to=[]),
            "hours: may be of other types",
        ),
        (
            changed(PUBLISHED, "$defs", "ServedCounty", "properties", "county", "pattern", to="^x$"),
            "policy.counties[].county: pattern was",
        ),
    ],
)
def test_a_break_is_found_and_named(broken: Schema, why: str) -> None:
    whole = PUBLISHED if "$defs" in broken else CLOSED
    assert any(why in found for found in breaks(whole, broken)), breaks(whole, broken)


def test_a_renamed_field_is_a_removed_one_and_a_new_required_one() -> None:
    renamed = changed(CLOSED, "properties", "referred")
    renamed["properties"]["sent"] = CLOSED["properties"]["referred"]
    renamed["required"] = ["sent" if name == "referred" else name for name in CLOSED["required"]]
    assert set(breaks(CLOSED, renamed)) == {
        "referred: removed (or renamed)",
        "sent: required now, and old records may lack it",
    }
