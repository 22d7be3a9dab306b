"""Joining the groups of the topics that a service hears, for as long as it runs."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker

from peerbridge.messaging.clients import ended
from peerbridge.messaging.consumer import Consumer

__all__ = ["join", "keep_joined"]

log = logging.getLogger("peerbridge.groups")
BACKOFF_SECONDS: Final = (0.1, 2.0)


async def join(broker: KafkaBroker, consumers: Sequence[Consumer]) -> None:
    """Join each topic's group, one after the other; while Kafka is away or lacks a topic, wait for it."""
    delay, most = BACKOFF_SECONDS
    waiting = list(consumers)

    def turn() -> None:
        for consumer in waiting:
            consumer.pulse.turn("backing off")

    while waiting:
        try:
            await broker.connect()
            await waiting[0].start(turn)
        except (KafkaError, OSError) as error:
            log.warning("waiting for Kafka", extra={"error": type(error).__name__})
            turn()
            await asyncio.sleep(delay)
            delay = min(most, delay * 2)
        else:
            waiting.pop(0)


async def keep_joined(broker: KafkaBroker, consumer: Consumer) -> None:
    """Join again with another client whenever the one there is has ended by itself, until cancelled."""
    while True:
        await ended(consumer.usecase.consumer)
        log.error("Kafka's client ended by itself, another begins", extra={"topic": consumer.topic})
        await consumer.leave()
        await join(broker, [consumer])
