"""An event declared against the rules of the published language fails when it is imported."""

from types import new_class
from typing import Annotated, ClassVar, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, StringConstraints

from peerbridge.events.base import Event, Part
from peerbridge.events.errors import UndeclaredField
from peerbridge.events.fields import CODE, DataClass, Date, Id, SlugId, Term


class Fact(Event):
    """What the events declared here share."""

    topic: ClassVar[str] = "peerbridge.cases"
    key: ClassVar[str] = "case"

    case: Id


class Plain(BaseModel):
    """A model that is no part of a policy."""

    case: Id


def declare(annotation: object, base: type[BaseModel] = Fact) -> type[BaseModel]:
    """A model with one more field."""
    body = {"__module__": __name__, "__annotations__": {"field": annotation}}
    return new_class("Declared", (base,), exec_body=lambda namespace: namespace.update(body))


@pytest.mark.parametrize(
    "annotation",
    [
        str,
        UUID,
        bool,
        str | None,
        Literal["yes", "no"],
        tuple[str, ...],
        Id | str,
        dict[str, str],
        Plain,
        Annotated[str, DataClass.ID],
        Annotated[str, CODE],
        Annotated[str, StringConstraints(max_length=20), DataClass.ID],
        Annotated[str, StringConstraints(pattern="^.*$"), DataClass.COUNTY],
        Annotated[str, StringConstraints(pattern="^.*$", max_length=9), DataClass.NUMBER],
        Annotated[int, DataClass.DATE],
    ],
)
def test_a_field_that_could_hold_text_or_names_no_data_class_is_refused(annotation: object) -> None:
    with pytest.raises(UndeclaredField, match=r"Declared\.field has no data class"):
        declare(annotation)


@pytest.mark.parametrize("annotation", [Id, Id | None, tuple[SlugId, ...], Date, Annotated[Literal["a", "b"], CODE]])
def test_a_field_with_a_data_class_is_welcome(annotation: object) -> None:
    assert "field" in declare(annotation).model_fields


def test_a_term_travels_in_a_policy_only() -> None:
    with pytest.raises(UndeclaredField, match="terms travel in a policy only"):
        declare(Term)
    assert "field" in declare(Term, base=Part).model_fields


def test_a_part_of_a_policy_travels_in_a_programmes_event_only() -> None:
    with pytest.raises(UndeclaredField, match="has no data class"):
        declare(Part)


def test_a_part_of_a_policy_may_not_hold_plain_text() -> None:
    with pytest.raises(UndeclaredField, match=r"Declared\.field"):
        declare(str, base=Part)


def test_the_type_is_written_out_and_names_the_event() -> None:
    with pytest.raises(UndeclaredField, match=r"not peerbridge\.Renamed\.v<major>"):

        class Renamed(Fact):
            """Says another name."""

            type: ClassVar[str] = "peerbridge.Other.v1"


def test_the_key_is_a_field() -> None:
    with pytest.raises(UndeclaredField, match="names no field as its key"):

        class Keyless(Fact):
            """Is keyed by what it does not have."""

            type: ClassVar[str] = "peerbridge.Keyless.v1"
            key: ClassVar[str] = "person"


def test_the_topic_is_named() -> None:
    with pytest.raises(UndeclaredField, match="names no topic"):

        class Homeless(Event):
            """Has no topic."""

            type: ClassVar[str] = "peerbridge.Homeless.v1"
            key: ClassVar[str] = "case"
            case: Id
