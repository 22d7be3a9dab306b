"""Every answer that is no success is an RFC 9457 problem: type, title, what to do, never a value that was sent."""

import json
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final, get_args

from fastapi.exceptions import RequestValidationError
from pydantic_core import ErrorDetails, to_jsonable_python
from pydantic_core.core_schema import ErrorType
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from peerbridge.errors import PROBLEM, PeerbridgeError
from peerbridge.logs import correlation

__all__ = [
    "MEDIA_TYPE",
    "SCHEMA",
    "faults",
    "on_http_exception",
    "on_peerbridge_error",
    "on_validation_error",
    "problem",
]

MEDIA_TYPE: Final = "application/problem+json"
MOST_FAULTS: Final = 20
NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}", re.ASCII)
LIMITS: Final = ("min_length", "max_length", "ge", "gt", "le", "lt", "multiple_of", "expected")
PYDANTICS: Final = frozenset(get_args(ErrorType))
DO: Final[Mapping[int, str]] = {
    404: "There is nothing at this address. The service's /openapi.json lists what there is.",
    405: "This address exists, but not for this method. The Allow header lists the methods it has.",
    413: "The body is larger than this service takes. Send it in smaller parts.",
}
SCHEMA: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "RFC 9457 problem details",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "correlation": {"type": "string", "format": "uuid"},
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"field": {"type": "string"}, "rule": {"type": "string"}}},
        },
    },
}


def problem(
    status: int, kind: str, title: str, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any
) -> Response:
    """A problem as an answer; `members` are its extension members and cannot take the place of the five of ours."""
    told = correlation.get()
    content = {**members, "type": kind, "title": title, "status": status, "detail": detail}
    if told is not None:
        content["correlation"] = str(told)
    return Response(json.dumps(content), status_code=status, media_type=MEDIA_TYPE, headers=headers)


def on_peerbridge_error(_request: Request, error: Exception) -> Response:
    """One of our own errors: class, docstring and status say everything."""
    if not isinstance(error, PeerbridgeError):
        raise error
    members = to_jsonable_python(error.facts, fallback=str, inf_nan_mode="null")
    return problem(error.status, error.problem, error.title, error.message, headers=error.headers, **members)


def on_http_exception(_request: Request, error: Exception) -> Response:
    """What the framework refuses by itself: unknown addresses, methods, body sizes."""
    if not isinstance(error, HTTPException):
        raise error
    phrase = HTTPStatus(error.status_code).phrase
    kind = PROBLEM + phrase.lower().replace(" ", "-")
    return problem(
        error.status_code,
        kind,
        phrase.capitalize(),
        DO.get(error.status_code, f"{phrase}."),
        headers=dict(error.headers or {}),
    )


def on_validation_error(_request: Request, error: Exception) -> Response:
    """A request that could be read but breaks its schema: which fields, which rules."""
    if not isinstance(error, RequestValidationError):
        raise error
    return problem(
        422,
        f"{PROBLEM}invalid-request",
        "Invalid request",
        "Some fields break the rules of this address; errors lists each. Correct them and send the request again.",
        errors=faults(error.errors()),
    )


def faults(errors: Iterable[Mapping[str, Any] | ErrorDetails]) -> list[dict[str, Any]]:
    """Pydantic's errors as field, rule and the rule's limits: names and rules, never what was sent.

    The words of a rule of our own (`PydanticCustomError`) are shown; pydantic's words can carry a piece of the value. What is read
    twice, for a key and for its use, is told once.
    """
    told: list[dict[str, Any]] = []
    for error in errors:
        if (fault := _fault(error)) not in told:
            told.append(fault)
        if len(told) == MOST_FAULTS:
            break
    return told


def _fault(error: Mapping[str, Any] | ErrorDetails) -> dict[str, Any]:
    rule, context = str(error["type"]), error.get("ctx") or {}
    fault: dict[str, Any] = {"field": _field(error["loc"]), "rule": rule}
    fault.update({name: context[name] for name in LIMITS if isinstance(context.get(name), int | float | str)})
    if rule not in PYDANTICS:
        fault["says"] = str(error["msg"])
    return fault


def _field(loc: Iterable[int | str]) -> str:
    """`body.counties[3]`; what the caller made up as a name is shown only where it looks like one."""
    path = ""
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += ("." if path else "") + (part if NAME.fullmatch(part) else "?")
    return path
