"""The documents are made from the models, and drift is found."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from peerbridge.events.base import Event
from peerbridge.events.catalogue import EVENTS, TOPICS
from peerbridge.events.docs import __main__ as documents
from peerbridge.events.docs.asyncapi import asyncapi
from peerbridge.events.docs.examples import example
from peerbridge.events.docs.schemas import schema
from peerbridge.events.docs.yaml_text import yaml_text

DOCS = Path(__file__).parents[4] / "docs" / "events"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with all documents, freshly made."""
    assert documents.main(["--to", str(tmp_path)]) == 0
    return tmp_path


def check(folder: Path) -> int:
    """What the check says of a folder."""
    return documents.main(["--check", "--to", str(folder)])


def test_the_committed_documents_are_what_the_models_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(DOCS) == 0, capsys.readouterr().err


def test_what_was_just_made_has_not_drifted_and_making_it_again_changes_nothing(folder: Path) -> None:
    before = {file: file.read_text() for file in folder.rglob("*.*") if file.is_file()}
    assert check(folder) == 0
    assert documents.main(["--to", str(folder)]) == 0
    assert {file: file.read_text() for file in folder.rglob("*.*") if file.is_file()} == before


@pytest.mark.parametrize("path", ["catalogue.md", "asyncapi.yaml", "examples/CaseClosed.v1.json"])
def test_drift_fails_the_check(folder: Path, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / path).write_text((folder / path).read_text() + " ")
    assert check(folder) == 1
    assert f"{path}: differs from the models" in capsys.readouterr().err


def test_a_missing_and_a_superfluous_document_fail_the_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "catalogue.md").unlink()
    (folder / "examples" / "CaseImagined.v1.json").write_text("{}")
    assert check(folder) == 1
    said = capsys.readouterr().err
    assert "catalogue.md: differs" in said
    assert "CaseImagined.v1.json: differs" in said


def test_an_example_that_history_does_not_hold_fails_the_check(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "history" / "CaseClosed.v1" / "001.json").write_text("{}")
    assert check(folder) == 1
    assert "examples/CaseClosed.v1.json: is not in the history" in capsys.readouterr().err
    assert documents.main(["--to", str(folder)]) == 0
    kept = sorted(file.name for file in (folder / "history" / "CaseClosed.v1").iterdir())
    assert kept == ["001.json", "002.json"]


def test_a_schema_is_never_written_over_with_one_that_breaks_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "schemas" / "CaseClosed.v1.json"
    known = json.loads(file.read_text())
    known["properties"]["since_removed"] = {"type": "boolean"}
    file.write_text(json.dumps(known))
    assert documents.main(["--to", str(folder)]) == 1
    assert "CaseClosed.v1: since_removed: removed (or renamed)" in capsys.readouterr().err
    assert json.loads(file.read_text()) == known


def test_a_type_that_was_published_cannot_disappear(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "schemas" / "CaseForgotten.v1.json").write_text("{}")
    assert documents.main(["--to", str(folder)]) == 1
    assert "CaseForgotten.v1: removed" in capsys.readouterr().err


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.__name__)
def test_an_example_is_what_its_schema_allows(event: type[Event]) -> None:
    whole = schema(event)
    jsonschema.Draft202012Validator.check_schema(whole)
    jsonschema.validate(json.loads(example(event).payload()), whole, jsonschema.Draft202012Validator)


def test_every_field_of_every_schema_names_its_data_class() -> None:
    for event in EVENTS.values():
        whole = schema(event)
        for part in (whole, *whole.get("$defs", {}).values()):
            for name, value in part["properties"].items():
                assert "x-data-class" in json.dumps(value) or "$ref" in json.dumps(value), (event, name)


def test_the_asyncapi_text_is_the_document() -> None:
    assert yaml.safe_load(yaml_text(asyncapi())) == asyncapi()


def test_every_reference_of_the_asyncapi_document_leads_somewhere() -> None:
    document = asyncapi()
    references = list(_references(document))
    assert len(references) > len(EVENTS)
    for reference in references:
        if reference.startswith("#/"):
            place: Any = document
            for step in reference[2:].split("/"):
                place = place[step]
        else:
            assert (DOCS / reference).is_file()


def test_every_topic_is_a_channel_that_somebody_writes_and_reads() -> None:
    document = asyncapi()
    assert {channel["address"] for channel in document["channels"].values()} == set(TOPICS)
    assert len(document["operations"]) == 2 * len(TOPICS)


def test_the_catalogue_page_names_every_event_and_every_field() -> None:
    page = (DOCS / "catalogue.md").read_text()
    for event in EVENTS.values():
        section = page.partition(f"### {event.__name__}\n")[2].partition("\n### ")[0]
        assert event.type in section
        assert all(f"`{name}`" in section for name in event.model_fields)


def _references(node: Any) -> list[str]:
    """Every reference in a document."""
    if isinstance(node, dict):
        here = [node["$ref"]] if "$ref" in node else []
        return here + [each for value in node.values() for each in _references(value)]
    return [each for item in node for each in _references(item)] if isinstance(node, list) else []
