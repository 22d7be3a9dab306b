"""What Kafka's client library does not live through by itself: the service does."""

import asyncio
from typing import Any

import pytest
import uvloop
from aiokafka.conn import AIOKafkaConnection, create_conn
from aiokafka.errors import KafkaConnectionError
from aiokafka.protocol.admin import ApiVersionRequest

from peerbridge.database.provision import Urls
from peerbridge.ids import uuid7
from peerbridge.testing.component import Component
from peerbridge.testing.records import FakeLog
from peerbridge.testing.running import eventually, running, send
from peerbridge.testing.sample import closures, faults, service

POLK = "19153"


async def heard(sample: Component, days: str) -> None:
    """Wait until the one thing was told of on these days, each once."""

    async def are() -> bool:
        return [row["heard"].strip() for row in await sample.owner("SELECT heard FROM thing")] == [days]

    await eventually(are)


@pytest.mark.parametrize("task", ["_client._sync_task", "_coordinator._coordination_task", "_fetcher._fetch_task"])
async def test_a_client_of_kafka_that_ended_by_itself_is_replaced_and_every_event_is_heard_once(
    task: str, urls: Urls, kafka: Any, caplog: pytest.LogCaptureFixture
) -> None:
    await kafka.wipe()
    faults.clear()
    log, case = FakeLog(), uuid7()
    async with running(service, urls, kafka.bootstrap) as sample:
        await send(kafka.bootstrap, closures(log, [case]))
        await heard(sample, "0101")
        (consumer,) = sample.runtime.consumer_list
        before = consumer.usecase.consumer
        part, _, name = task.partition(".")
        getattr(getattr(before, part), name).cancel()
        await send(kafka.bootstrap, closures(log, [case], days=[2]))
        await heard(sample, "0101 0102")
        assert consumer.usecase.consumer is not before
    assert "Kafka's client ended by itself, another begins" in caplog.text


def test_a_write_to_a_closed_connection_says_that_the_connection_is_broken(kafka: Any) -> None:
    host, _, port = kafka.bootstrap.partition(":")

    async def write() -> AIOKafkaConnection:
        connection = await create_conn(host, int(port))
        writer = connection._writer
        writer.transport.abort()
        while connection.connected():
            await asyncio.sleep(0.01)
        connection._writer = writer  # as it is for a moment while nobody has noticed yet
        with pytest.raises(KafkaConnectionError, match="handler is closed"):
            connection.send(ApiVersionRequest())
        return connection

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert not runner.run(write()).connected()
