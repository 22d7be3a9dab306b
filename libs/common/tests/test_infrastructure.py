"""The servers that all other tests stand on."""

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from peerbridge.events.catalogue import TOPICS
from peerbridge.testing.kafka import KafkaServer
from peerbridge.testing.postgres import PostgresServer


async def test_postgres_is_18_and_keeps_what_it_commits(postgres: PostgresServer) -> None:
    connection = await asyncpg.connect(postgres.admin_url)
    settings = {
        name: await connection.fetchval(f"SHOW {name}") for name in ("server_version_num", "fsync", "max_connections")
    }
    await connection.close()
    assert settings["server_version_num"].startswith("18")
    assert (settings["fsync"], settings["max_connections"]) == ("on", "300")


@pytest.mark.faults
async def test_committed_rows_survive_a_killed_postgres(postgres: PostgresServer) -> None:
    connection = await asyncpg.connect(postgres.admin_url)
    await connection.execute("CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)")
    postgres.control.kill()
    postgres.control.start()
    again = await asyncpg.connect(postgres.admin_url)
    assert await again.fetchval("SELECT count(*) FROM kept") == 1
    await again.execute("DROP TABLE kept")
    await again.close()
    connection.terminate()


@pytest.mark.faults
async def test_acknowledged_records_survive_a_killed_kafka(kafka: KafkaServer) -> None:
    topic = f"{kafka.prefix()}kept"
    await kafka.create(topic)
    async with AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, acks="all") as producer:
        await producer.send_and_wait(topic, b"fact", key=b"thing")
    kafka.control.kill()
    kafka.control.start()
    async with kafka.admin():
        pass
    async with AIOKafkaConsumer(topic, bootstrap_servers=kafka.bootstrap, auto_offset_reset="earliest") as consumer:
        record = await consumer.getone()
    assert (record.key, record.value) == (b"thing", b"fact")


async def test_a_wiped_kafka_has_the_catalogues_topics_and_nothing_else(kafka: KafkaServer) -> None:
    await kafka.create(f"{kafka.prefix()}left-over")
    await kafka.wipe()
    async with kafka.admin() as admin:
        topics = {name for name in await admin.list_topics() if not name.startswith("__")}
    assert topics == {topic.name for topic in TOPICS.values()}
