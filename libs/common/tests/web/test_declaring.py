"""An address that does not say who may use it never starts; what it says stands in its OpenAPI document."""

import json
import re
from typing import Any

import pytest

from peerbridge.errors import Conflict, NotVisible
from peerbridge.identity import COORDINATOR, ROLES, STATE_OFFICER
from peerbridge.web import Api, refusals


async def handler() -> str:
    return "x"


def test_an_address_without_roles_fails_at_import() -> None:
    for method in ("get", "post", "put", "delete"):
        with pytest.raises(TypeError, match="roles"):
            getattr(Api(), method)("/v1/x")(handler)
    with pytest.raises(TypeError, match="roles"):
        Api().add_api_route("/v1/x", handler)
    with pytest.raises(TypeError, match="roles"):
        Api().api_route("/v1/x")(handler)


def test_an_address_cannot_be_public_and_have_roles_or_let_in_a_made_up_role() -> None:
    with pytest.raises(TypeError, match="not both"):
        Api().get("/v1/x", roles=(COORDINATOR,), public=True)(handler)
    with pytest.raises(TypeError, match="made_up"):
        Api().get("/v1/x", roles=("made_up",))(handler)


def test_an_address_is_answered_by_an_async_function() -> None:
    with pytest.raises(TypeError, match="async"):
        Api().get("/v1/x", roles=(COORDINATOR,))(lambda: "x")


async def test_the_document_names_roles_problems_and_the_key_of_every_address(desk: Any) -> None:
    async with desk.component.client() as http:
        document = (await http.get("/openapi.json")).json()
    paths = document["paths"]
    write, hello = paths["/v1/notes"]["post"], paths["/v1/hello"]["get"]
    assert write["x-peerbridge-roles"] == [COORDINATOR]
    assert write["security"] == [{"bearer": []}]
    assert set(write["responses"]) == {"201", "400", "401", "403", "404", "409", "413", "415", "422", "503"}
    assert "too-many-notes" in write["responses"]["409"]["content"]["application/problem+json"]["examples"]
    assert [parameter["name"] for parameter in write["parameters"]] == ["Idempotency-Key"]
    assert (hello["x-peerbridge-roles"], hello["x-peerbridge-public"]) == ([], True)
    assert "401" not in hello["responses"]
    for path, operations in paths.items():
        for method, operation in operations.items():
            assert set(operation["x-peerbridge-roles"]) <= ROLES, f"{method} {path}"
    assert document["components"]["schemas"]["Problem"]["required"] == ["type", "title", "status", "detail"]
    assert "x-peerbridge-schemas" not in json.dumps(document)
    for name in re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)):
        assert name in document["components"]["schemas"]
    assert "HTTPValidationError" not in json.dumps(document)


async def test_every_address_asks_for_a_token_then_for_the_role(desk: Any) -> None:
    async with desk.component.client() as http:
        for headers in ({}, {"Authorization": "Basic x"}, {"Authorization": "Bearer"}, {"Authorization": "Bearer  "}):
            answer = await http.post("/v1/notes", content=b"{", headers=headers)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == 'Bearer realm="peerbridge"'
        answer = await http.post("/v1/notes", headers={"Authorization": "Bearer x.y.z"})
        assert (answer.status_code, answer.json()["type"]) == (401, "urn:peerbridge:problem:token-refused")
        assert "invalid_token" in answer.headers["www-authenticate"]
    async with desk.component.client(STATE_OFFICER, counties=("19153",)) as http:
        answer = await http.post("/v1/notes", content=b"{")
        assert (answer.status_code, answer.json()["roles"]) == (403, COORDINATOR)
    assert [(row["outcome"], row["actor"]) for row in await desk.audit()] == [("forbidden", "state_officer@test")]


async def test_two_tokens_at_once_are_refused(desk: Any) -> None:
    good = "Bearer " + desk.component.issuer.token(COORDINATOR)
    async with desk.component.client() as http:
        twice = await http.get("/v1/notes", headers=[("Authorization", good), ("Authorization", good)])
        in_query = await http.get(f"/v1/notes?access_token={good[7:]}")
    assert (twice.status_code, in_query.status_code) == (401, 401)


async def test_an_issuer_that_is_away_is_503_and_not_401(desk: Any) -> None:
    desk.component.runtime.tokens = type(desk.component.runtime.tokens)("http://127.0.0.1:1")
    async with desk.component.client(COORDINATOR) as http:
        answer = await http.get("/v1/notes")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:peerbridge:problem:issuer-away")
    assert answer.headers["retry-after"] == "2"


def test_refusals_of_one_status_are_documented_together() -> None:
    told = refusals(NotVisible, Conflict)
    assert set(told) == {404, 409}
    assert told[409]["description"] == Conflict.template
