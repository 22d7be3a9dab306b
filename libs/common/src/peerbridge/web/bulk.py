"""Many things in one request: one JSON object, or NDJSON with one per line. A bad line takes no other line with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from peerbridge.errors import Refused
from peerbridge.web.problems import faults
from peerbridge.web.reading import JSON, NDJSON, check_media, parse_json

__all__ = ["MOST_LINES", "PARTS", "ReadLine", "bulk_body", "ndjson_lines"]

MOST_LINES: Final = 1000
PARTS: Final = "x-peerbridge-schemas"
"""Where an address keeps the schemas its body refers to, until the document gathers them."""
Item = TypeVar("Item", bound=BaseModel)


class TooManyLines(Refused, status=413):
    """At most {limit} lines are taken at once. Send the rest in further requests."""


class NoLines(Refused, status=422):
    """The body is empty. Send one object, or one object per line."""


@dataclass(frozen=True, slots=True)
class ReadLine(Generic[Item]):
    """One line (counted from 1): the item, or the rules it breaks; one that cannot be read has one without field."""

    number: int
    item: Item | None
    faults: Sequence[dict[str, Any]] = ()


async def ndjson_lines(request: Request, model: type[Item], *, limit: int = MOST_LINES) -> list[ReadLine[Item]]:
    """The lines of a body, in order; blank lines are counted and left out.

    Raises: WrongMediaType, TooManyLines, NoLines.
    """
    media, body = check_media(request, JSON, NDJSON), await request.body()
    if not body.strip():
        raise NoLines
    if media == JSON:
        return [read(1, body, model)]
    lines = list(_numbered(body, limit))
    return [read(number, line, model) for number, line in lines]


def read(number: int, line: bytes, model: type[Item]) -> ReadLine[Item]:
    """One line as its model, or what is wrong with it."""
    try:
        return ReadLine(number, model.model_validate(parse_json(line)))
    except ValidationError as error:
        return ReadLine(number, None, faults(error.errors(include_url=False, include_input=False)))
    except Refused as error:
        return ReadLine(number, None, [{"rule": error.problem.rpartition(":")[2], "says": error.message}])


def bulk_body(model: type[BaseModel]) -> dict[str, Any]:
    """What `openapi_extra` of an address says about such a body."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = schema.pop("$defs", {})
    per_line = {"type": "string", "description": f"One object per line, at most {MOST_LINES}", "x-item": schema}
    content = {JSON: {"schema": schema}, NDJSON: {"schema": per_line}}
    return {"requestBody": {"required": True, "content": content}, PARTS: parts}


def _numbered(body: bytes, limit: int) -> Iterator[tuple[int, bytes]]:
    taken = 0
    for number, line in enumerate(body.split(b"\n"), 1):
        if line.strip():
            taken += 1
            if taken > limit:
                raise TooManyLines(limit=limit)
            yield number, line
