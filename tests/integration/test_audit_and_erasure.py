"""On a whole running system: the audit of all services verifies, tampering is named, and an erasure is answered by everyone."""

from typing import Any
from uuid import uuid4

import pytest

from peerbridge.testing.running import eventually
from peerbridge_demo.story import Trial, peerbridge

COUNTY = "53033"


async def told(world: Trial, role: str, *words: str) -> Any:
    return await peerbridge(world.system.addresses, await world.token(role), *words)


async def test_a_person_is_erased_everywhere_and_the_certificate_is_complete(world: Trial) -> None:
    person = str(uuid4())
    body = {"name": "Ada Lovelace", "email": "ada@mail.test", "county": COUNTY, "time_zone": "America/Los_Angeles"}
    await world.player.put("coordinator", "notification", f"/v1/people/{person}", body)
    ordered = await told(world, "state_officer", "person", "erase", person, "--reason", "own_wish")
    assert ordered.code == 0, ordered.noted

    async def complete() -> bool:
        certificate = await told(world, "state_officer", "person", "certificate", person)
        assert certificate.code == 0, certificate.noted
        return "complete: yes" in certificate.printed

    await eventually(complete)
    certificate = await told(world, "state_officer", "person", "certificate", person)
    for service in ("recruitment", "matching", "supervision", "notification", "console"):
        assert service in certificate.printed
    shown = await told(world, "state_officer", "audit", "show", "--person", person)
    assert "erase" in shown.printed
    assert "command" in shown.printed


async def test_every_chain_verifies_and_an_edited_row_is_named(world: Trial) -> None:
    whole = await told(world, "platform_operator", "audit", "verify")
    assert whole.code == 0, whole.noted
    assert whole.printed.count(": whole: ") == 5, whole.printed
    assert "rows/s" in whole.printed
    await world.databases.execute("notification", "UPDATE audit SET actor = 'nobody@example.org' WHERE id = 1")
    broken = await told(world, "platform_operator", "audit", "verify", "--service", "notification")
    assert broken.code == 1
    assert "First broken row: notification: row" in broken.noted
    assert "was changed" in broken.noted


pytestmark = pytest.mark.slow
