"""A router whose addresses each say whom they let in and what they may refuse; both stand in the OpenAPI document."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from fastapi import APIRouter

from peerbridge.errors import PeerbridgeError
from peerbridge.web.exchange import SAFE, Caller, Work
from peerbridge.web.idempotency import PARAMETER
from peerbridge.web.problems import MEDIA_TYPE
from peerbridge.web.route import IMPERSONAL, PUBLIC, ROLES_KEY, SHARED, UnitRoute

__all__ = ["Api", "Caller", "Work", "refusals"]

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Responses = dict[int | str, dict[str, Any]]

CONTENT: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
ANY: Final[Mapping[int, str]] = {
    400: "The request cannot be read",
    422: "A field breaks a rule of this address",
    503: "A part of the system is away; try again",
}
OF_CALLERS: Final[Mapping[int, str]] = {
    401: "No valid access token",
    403: "Seen, but not allowed",
    404: "Unknown, or not visible to the caller",
}
OF_COMMANDS: Final[Mapping[int, str]] = {
    409: "Not as things stand; the detail says what to do",
    413: "The body is too large",
    415: "The body has another media type",
}


def refusals(*errors: type[PeerbridgeError]) -> Responses:
    """These refusals as documented answers: status, type and message, taken from the classes."""
    found: Responses = {}
    for error in errors:
        entry = found.setdefault(
            error.status, {"description": "", "content": {MEDIA_TYPE: {**CONTENT[MEDIA_TYPE], "examples": {}}}}
        )
        entry["description"] = " · ".join(filter(None, (entry["description"], error.template)))
        value = {"type": error.problem, "title": error.title, "status": error.status, "detail": error.template}
        entry["content"][MEDIA_TYPE]["examples"][error.problem.rpartition(":")[2]] = {
            "summary": error.title,
            "value": value,
        }
    return found


class Api(APIRouter):
    """Addresses that run in one unit of work each, under the caller's scope. `roles` or `public=True` is required.

    `shared`: why an address shows the same to every reader whatever their counties; without it, it must not.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=UnitRoute, redirect_slashes=False, **options)

    def get(self, path: str, **options: Any) -> Callable[[Endpoint], Endpoint]:
        """A read, in a read-only transaction. It leaves an audit row, unless it is `impersonal`: about no person and no case."""
        return self._address("GET", path, **options)

    def post(self, path: str, **options: Any) -> Callable[[Endpoint], Endpoint]:
        """A command; accepts an Idempotency-Key."""
        return self._address("POST", path, **options)

    def put(self, path: str, **options: Any) -> Callable[[Endpoint], Endpoint]:
        """A command that states how a thing should be; accepts an Idempotency-Key."""
        return self._address("PUT", path, **options)

    def delete(self, path: str, **options: Any) -> Callable[[Endpoint], Endpoint]:
        """A command that ends a thing; accepts an Idempotency-Key."""
        return self._address("DELETE", path, **options)

    def _address(
        self,
        method: str,
        path: str,
        *,
        roles: Iterable[str] = (),
        public: bool = False,
        impersonal: bool = False,
        shared: str = "",
        responses: Responses | None = None,
        openapi_extra: dict[str, Any] | None = None,
        **options: Any,
    ) -> Callable[[Endpoint], Endpoint]:
        told: dict[str, Any] = {**(openapi_extra or {}), ROLES_KEY: sorted(roles)}
        if impersonal:
            told[IMPERSONAL] = True
        told[PUBLIC if public else "security"] = True if public else [{"bearer": []}]
        if shared:
            told[SHARED] = shared
        if method not in SAFE:
            told["parameters"] = [*told.get("parameters", []), PARAMETER]
        answers = {**documented(method, public=public), **(responses or {})}

        def add(endpoint: Endpoint) -> Endpoint:
            self.add_api_route(path, endpoint, methods=[method], responses=answers, openapi_extra=told, **options)
            return endpoint

        return add


def documented(method: str, *, public: bool) -> Responses:
    """The problems that any address of this kind may answer with."""
    told = {**ANY, **({} if public else OF_CALLERS), **({} if method in SAFE else OF_COMMANDS)}
    return {status: {"description": words, "content": CONTENT} for status, words in sorted(told.items())}
