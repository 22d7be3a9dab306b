"""A whole system for each file of stories: real PostgreSQL and Kafka, every service a process of its own."""

from collections.abc import AsyncIterator

import pytest

from peerbridge.testing.kafka import KafkaServer
from peerbridge.testing.postgres import PostgresServer
from peerbridge_demo.story import Trial, trial
from peerbridge_demo.system import SERVICES


@pytest.fixture(scope="module")
async def world(postgres: PostgresServer, kafka: KafkaServer, request: pytest.FixtureRequest) -> AsyncIterator[Trial]:
    """Five services, an issuer and a mail sink on fresh databases and empty topics."""
    await kafka.wipe()
    databases = {name: await postgres.database(name) for name in SERVICES}
    async with trial(
        request.module.__name__.rpartition(".")[2], postgres.admin_url, kafka.bootstrap, databases
    ) as running:
        yield running
    for urls in databases.values():
        await postgres.drop(urls)
