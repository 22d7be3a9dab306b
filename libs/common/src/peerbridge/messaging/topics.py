"""Topics are made from the catalogue, once, with their partitions and retention; partitions are never added in place."""

import asyncio
import sys
from argparse import ArgumentParser
from time import monotonic

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from peerbridge.events.catalogue import TOPICS
from peerbridge.messaging.access import Access, access
from peerbridge.messaging.reach import SAID, Reach
from peerbridge.settings import KafkaSettings

__all__ = ["create_topics"]

WAIT_SECONDS = 60.0


async def create_topics(kafka: Access | str, replication: int = 1) -> list[str]:
    """Create what is missing; the names created. Retried for a minute while the broker starts.

    Raises: KafkaError (the broker does not answer, or refuses a topic).
    """
    until = monotonic() + WAIT_SECONDS
    while True:
        try:
            return await _create(access(kafka), replication)
        except KafkaError as error:
            if not error.retriable or monotonic() > until:
                raise
            await asyncio.sleep(0.5)


async def _create(kafka: Access, replication: int) -> list[str]:
    admin = AIOKafkaAdminClient(**kafka.options())
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


def main() -> int:
    """`python -m peerbridge.messaging.topics`: create what is missing under PEERBRIDGE_KAFKA_…; with `--accounts` those too."""
    parser = ArgumentParser(
        description="Create the catalogue's topics, and on a broker with SASL each service's account."
    )
    parser.add_argument("--bootstrap", help="instead of PEERBRIDGE_KAFKA_BOOTSTRAP")
    parser.add_argument("--replication", type=int, default=1)
    parser.add_argument(
        "--accounts", action="store_true", help="set passwords and rights as well, from PEERBRIDGE_…_KAFKA_PASSWORD"
    )
    arguments = parser.parse_args()
    kafka = KafkaSettings(**({"kafka_bootstrap": arguments.bootstrap} if arguments.bootstrap else {})).kafka
    try:
        created = asyncio.run(create_topics(kafka, arguments.replication))
    except KafkaError as error:
        state = asyncio.run(Reach(kafka, [], []).look())
        sys.stderr.write(f"no topics made: {SAID.get(state) or type(error).__name__}\n")
        return 1
    sys.stdout.write(f"topics created: {', '.join(created) or 'none, all were there'}\n")
    return _accounts(kafka) if arguments.accounts else 0


def _accounts(kafka: Access) -> int:
    from peerbridge.messaging.accounts import (  # noqa: PLC0415 - librdkafka is loaded by nobody else
        AccountsError,
        make_accounts,
        passwords_given,
    )

    try:
        given, taken = make_accounts(kafka, passwords_given())
    except AccountsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"accounts set; rights given: {given}, taken away: {taken}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
