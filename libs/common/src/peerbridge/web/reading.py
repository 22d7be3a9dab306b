"""A body is read once and strictly: UTF-8 JSON without NUL, lone surrogates, numbers no column holds, endless nesting.

All of it is checked here, so that no handler and no column meets it.
"""

import re
from math import isfinite
from typing import Final

from pydantic_core import from_json
from starlette.requests import Request

from peerbridge.errors import BadRequest, Refused, Unusable

__all__ = ["JSON", "NDJSON", "WrongMediaType", "check_media", "parse_json", "read_json"]

JSON: Final = "application/json"
NDJSON: Final = "application/x-ndjson"
SUSPECT: Final = re.compile(rb"\\u0000|[0-9]{19}|[0-9][eE]\+?[0-9]{2}")
LARGEST: Final = 2**63
PLACE: Final = re.compile(r"line \d+ column \d+")


class WrongMediaType(Refused, status=415):
    """Send the body as {accepted}, in UTF-8 and without content coding."""


class BadJson(BadRequest):
    """The body is not JSON in UTF-8: it cannot be read from {place} on. Correct it and send it again."""


async def read_json(request: Request) -> None:
    """Read and parse the JSON body; the framework finds it parsed. Raises: WrongMediaType, BadJson, Unusable."""
    body = await request.body()
    if body:
        check_media(request, JSON)
        request._json = parse_json(body)  # noqa: SLF001  # where the framework looks before it parses by itself


def check_media(request: Request, *accepted: str) -> str:
    """The media type of the body, one of `accepted` (or `+json` where JSON is accepted). Raises: WrongMediaType."""
    media, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    media = media.strip()
    if media.startswith("application/") and media.endswith("+json"):
        media = JSON
    charset = parameters.replace(" ", "").replace('"', "").partition("charset=")[2].partition(";")[0]
    coded = request.headers.get("content-encoding", "identity").lower() != "identity"
    if media not in accepted or coded or charset not in ("", "utf-8", "utf8"):
        raise WrongMediaType(accepted=" or ".join(accepted))
    return media


def parse_json(text: bytes) -> object:
    """The JSON value in `text`. Raises: BadJson, Unusable."""
    try:
        value = from_json(text, allow_inf_nan=False)
    except ValueError as error:
        place = PLACE.search(str(error))
        raise BadJson(place=place[0] if place else "its beginning") from None
    if SUSPECT.search(text):
        _check(value)
    return value


def _check(value: object) -> None:
    """Look for what JSON can say but a database cannot hold. The parser has bounded the depth."""
    if isinstance(value, str):
        if "\x00" in value:
            raise Unusable(reason="a text contains the character NUL")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check(name)
            _check(inner)
    elif isinstance(value, list):
        for inner in value:
            _check(inner)
    elif isinstance(value, int | float):
        _check_number(value)


def _check_number(value: float) -> None:
    if not isfinite(value) or (isinstance(value, int) and not -LARGEST <= value < LARGEST):
        raise Unusable(reason="a number is outside what can be stored")
