"""Topics are made from the catalogue, once, with their partitions and retention; partitions are never added in place."""

import asyncio
import sys
from argparse import ArgumentParser
from time import monotonic

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from peerbridge.events.catalogue import TOPICS

__all__ = ["create_topics"]

WAIT_SECONDS = 60.0


async def create_topics(bootstrap: str, replication: int = 1) -> list[str]:
    """Create what is missing; the names created. Retried for a minute while the broker starts.

    Raises: KafkaError (the broker does not answer, or refuses a topic).
    """
    until = monotonic() + WAIT_SECONDS
    while True:
        try:
            return await _create(bootstrap, replication)
        except KafkaError as error:
            if not error.retriable or monotonic() > until:
                raise
            await asyncio.sleep(0.5)


async def _create(bootstrap: str, replication: int) -> list[str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        await admin.start()
        existing = set(await admin.list_topics())
        missing = [topic for topic in TOPICS.values() if topic.name not in existing]
        if missing:
            answer = await admin.create_topics(
                [_new(topic.name, topic.partitions, replication, topic.retention_ms) for topic in missing]
            )
            for name, code, *_ in answer.topic_errors:
                if code and (error := for_code(code)) is not TopicAlreadyExistsError:
                    raise error(name)
        return [topic.name for topic in missing]
    finally:
        await admin.close()


def _new(name: str, partitions: int, replication: int, retention_ms: int) -> NewTopic:
    minimum = str(min(2, replication))
    return NewTopic(
        name, partitions, replication, topic_configs={"retention.ms": str(retention_ms), "min.insync.replicas": minimum}
    )


def main() -> None:
    """`python -m peerbridge.messaging.topics --bootstrap HOST:PORT`."""
    parser = ArgumentParser(description="Create the catalogue's topics.")
    parser.add_argument("--bootstrap", required=True)
    parser.add_argument("--replication", type=int, default=1)
    arguments = parser.parse_args()
    created = asyncio.run(create_topics(arguments.bootstrap, arguments.replication))
    sys.stdout.write(f"topics created: {', '.join(created) or 'none, all were there'}\n")


if __name__ == "__main__":
    main()
