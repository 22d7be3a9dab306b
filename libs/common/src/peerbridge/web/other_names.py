"""An id that was merged into another stays good for ever: in an address, in a query and in a person's own token it means the kept one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from starlette.requests import Request

from peerbridge.identity import Principal

__all__ = ["mean_kept_ids", "of_kept_id"]

Merged = Mapping[UUID, UUID]


def mean_kept_ids(request: Request, merged: Merged) -> None:
    """Let path and query of a request name kept ids, where they named merged ones."""
    parameters: dict[str, Any] = request.scope.get("path_params", {})
    parameters |= {name: _kept(value, merged) for name, value in parameters.items()}
    query: bytes = request.scope["query_string"]
    if query:
        parts = (part.partition(b"=") for part in query.split(b"&"))
        named = (
            name + equals + _kept(value.decode("latin-1"), merged).encode("latin-1") for name, equals, value in parts
        )
        request.scope["query_string"] = b"&".join(named)


def of_kept_id(caller: Principal, merged: Merged) -> Principal:
    """The caller under the id that was kept."""
    kept = merged.get(caller.person) if caller.person else None
    return replace(caller, person=kept) if kept else caller


def _kept(value: Any, merged: Merged) -> Any:
    try:
        return str(merged[UUID(value)])
    except (KeyError, TypeError, ValueError, AttributeError):
        return value
