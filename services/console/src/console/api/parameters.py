"""The parameters that JSON addresses and pages share. An empty one, as forms send it, is one not given."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Query
from pydantic import BeforeValidator, StringConstraints

from console.domain.places import Places
from console.domain.stages import STAGES
from console.storage.tallies import Asked
from peerbridge.events.catalogue import EVENTS
from peerbridge.identity import Principal

__all__ = ["Before", "County", "EventType", "Limit", "Program", "Stage", "Subject", "asked", "full_type", "seen"]


def _given(value: Any) -> Any:
    return None if value == "" else value


EMPTY: Final = BeforeValidator(_given)
_County = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
_Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
_Type = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]+(\.[A-Za-z]+\.v[0-9]+)?$", max_length=100)]
_Stage = Annotated[str, StringConstraints(pattern=f"^({'|'.join(STAGES)})$")]
_Subject = Annotated[str, StringConstraints(max_length=256)]

County = Annotated[_County | None, EMPTY, Query(description="five-digit FIPS; all of the reader's counties without it")]
Program = Annotated[_Slug | None, EMPTY, Query(description="a programme's id")]
EventType = Annotated[_Type | None, EMPTY, Query(description="an event's name, or its whole type", alias="type")]
Stage = Annotated[_Stage | None, EMPTY, Query(description="a number of the pipeline: the events that it counts")]
Subject = Annotated[_Subject | None, EMPTY, Query(description="the id of the thing an event is about")]
Before = Annotated[UUID | None, EMPTY, Query(description="the last id of the page before")]
Limit = Annotated[int, Query(ge=1, le=1000)]

BY_NAME: Final = {type_.split(".")[1]: type_ for type_ in EVENTS}


def full_type(asked_for: str | None) -> str | None:
    """`peerbridge.CaseClosed.v1` for `CaseClosed`; what is not known stays as it is, and finds nothing."""
    return BY_NAME.get(asked_for, asked_for) if asked_for else None


def seen(caller: Principal, county: str | None) -> tuple[str, ...]:
    """The counties to look into: the reader's, narrowed to one where one is asked for."""
    mine = caller.scope.counties
    return mine if county is None else tuple(each for each in mine if each == county)


def asked(caller: Principal, county: str | None, program: str | None, places: Places) -> Asked:
    """Whose numbers are asked for."""
    return Asked(seen(caller, county), program, places.served(program) if program else frozenset())
