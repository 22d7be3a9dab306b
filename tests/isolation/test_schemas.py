"""No address fails on anything, and none answers what its OpenAPI document does not say; `--examples=N` asks longer."""

from datetime import timedelta
from typing import Any

import pytest
from schemathesis import GenerationMode

from peerbridge.clock import real_now
from peerbridge.identity import PERSON_ROLES, PLATFORM_OPERATOR
from peerbridge_isolation.fuzzing import cases, complaints, operations
from peerbridge_isolation.house import SERVICES

pytestmark = pytest.mark.slow
EXAMPLES = "--examples"
EVERYWHERE = "/ops/"


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("service", SERVICES)
async def test_every_answer_is_documented_and_none_is_a_fault(
    two: Any, service: str, mode: GenerationMode, request: pytest.FixtureRequest
) -> None:
    wrong: list[str] = []
    document = two.house.parts[service].service.app.openapi()
    by_label = {f"{each.method} {each.path}": each for each in two.addresses(service)}
    for operation in operations(document):
        if operation.path.startswith(EVERYWHERE) and service != SERVICES[0]:
            continue  # the chassis' own, the same in each
        address = by_label[operation.label]
        if (
            mode is GenerationMode.NEGATIVE
            and address.public
            and not address.body
            and not address.operation.get("parameters")
        ):
            continue  # takes nothing that could be wrong
        role = min(address.roles - PERSON_ROLES, default=PLATFORM_OPERATOR)  # a public address asks for none
        counties = (two.walk.home.life.county, two.walk.away.life.county)
        ends = (
            {"exp": real_now() - timedelta(seconds=1)} if address.streams else {}
        )  # within the leeway: it ends at once
        token = two.house.issuer.token(role, counties=counties, **ends)
        named = await two.walk.ids(address, role)
        for path in [{}, named] if named and mode is GenerationMode.POSITIVE else [{}]:
            asked = cases(operation, mode, request.config.getoption(EXAMPLES), path)
            wrong += await complaints(two.house.client(service), asked, token)
    assert wrong == []
