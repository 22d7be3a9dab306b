"""Waiting until everything said has been heard."""

from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupLoadInProgressError

from peerbridge_demo.witness.databases import Databases


@pytest.fixture
async def nobody(kafka: Any) -> Databases:
    """A witness of no service, on the catalogue's topics."""
    await kafka.wipe()
    return Databases("postgresql://nobody@127.0.0.1:1/none", kafka.bootstrap, {})


async def test_a_broker_that_still_reads_its_groups_is_asked_again(nobody: Databases, monkeypatch: Any) -> None:
    listed, asked = AIOKafkaAdminClient.list_consumer_groups, []

    async def at_first_not(admin: AIOKafkaAdminClient) -> Any:
        asked.append(admin)
        if len(asked) == 1:
            raise GroupLoadInProgressError
        return await listed(admin)

    monkeypatch.setattr(AIOKafkaAdminClient, "list_consumer_groups", at_first_not)
    await nobody.settled()
    assert len(asked) > 1


async def test_a_broker_that_never_has_read_them_is_named_when_patience_ends(
    nobody: Databases, monkeypatch: Any
) -> None:
    async def never(_: AIOKafkaAdminClient) -> Any:
        raise GroupLoadInProgressError

    monkeypatch.setattr(AIOKafkaAdminClient, "list_consumer_groups", never)
    with pytest.raises(TimeoutError, match="Kafka is still reading its groups"):
        await nobody.settled(patience=0.5)
