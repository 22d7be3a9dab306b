"""schemathesis asks: what each document says can be sent and what cannot, under a role that is let in; the answers are held against it.

The requests are the same in every run: they are drawn from no clock and no database.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import httpx
import requests
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

__all__ = ["cases", "complaints", "operations"]

CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
BASE: Final = "http://service.test"
"""As httpx's transport to an application calls it."""


def operations(document: Mapping[str, Any]) -> list[APIOperation[Any, Any, Any, Any]]:
    """The operations of a document, by label."""
    schema = openapi.from_dict(dict(document))
    found = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    assert len(found) == sum(len(methods) for methods in document["paths"].values()), "an operation cannot be read"
    return sorted(found, key=lambda each: str(each.label))


def cases(
    operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, count: int, path: Mapping[str, str]
) -> list[Case[Any]]:
    """So many requests that fit the document, or break it; `path`: parameters of the path that are to name a thing that is there."""
    found: list[Case[Any]] = []

    @seed(20_260_105)
    @settings(
        max_examples=count, derandomize=False, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=dict(path) or None))
    def collect(case: Case[Any]) -> None:
        found.append(case)

    collect()
    return found


async def complaints(client: httpx.AsyncClient, asked: Iterable[Case[Any]], token: str) -> list[str]:
    """What is wrong with the answers, with the request that shows it."""
    found: list[str] = []
    for case in asked:
        told = case.as_transport_kwargs(base_url=BASE, headers={"Authorization": f"Bearer {token}"})
        prepared = requests.Request(**told).prepare()
        url = httpx.URL(str(prepared.url))
        headers = [(name.encode("latin-1"), _plain(value)) for name, value in prepared.headers.items()]
        body = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body
        assert body is None or isinstance(body, bytes), "schemathesis sends whole bodies"
        answer = await client.request(str(prepared.method), url, headers=headers, content=body)
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            said = "; ".join(f"{each.title}: {each.message}" for each in group.exceptions)
            found.append(
                f"{prepared.method} {prepared.url} {body!r:.200}: {answer.status_code} {said} {answer.text[:300]}"
            )
    return found


def _plain(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("latin-1", "replace")
