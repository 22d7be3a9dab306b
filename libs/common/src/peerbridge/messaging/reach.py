"""Whether Kafka answers a service, and if not, why: away, wrong credentials, and no right are three things with three remedies.

aiokafka's clients say "unable to bootstrap" to all of them. So one connection of its own asks, every ten seconds.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable, Sequence
from typing import Any

from aiokafka.conn import create_conn
from aiokafka.errors import (
    AuthenticationFailedError,
    GroupAuthorizationFailedError,
    IllegalSaslStateError,
    KafkaError,
    SaslAuthenticationFailed,
    TopicAuthorizationFailedError,
    UnsupportedSaslMechanismError,
)
from aiokafka.protocol.coordination import FindCoordinatorRequest
from aiokafka.protocol.metadata import MetadataRequest

from peerbridge.events.catalogue import TOPICS
from peerbridge.life import patiently
from peerbridge.messaging.access import Access

__all__ = ["STATES", "Reach"]

log = logging.getLogger("peerbridge.kafka")
STATES = ("unknown", "answers", "away", "credentials refused", "certificate refused", "not allowed")
WRONG_CREDENTIALS = (
    AuthenticationFailedError, SaslAuthenticationFailed, UnsupportedSaslMechanismError, IllegalSaslStateError
)  # fmt: skip
SECONDS = 30.0  # a broker that is slow to answer is not away
SAID = {
    "credentials refused": "Kafka refuses this service's credentials: check PEERBRIDGE_KAFKA_USERNAME, _PASSWORD and _MECHANISM",
    "certificate refused": "Kafka's certificate is not trusted: check PEERBRIDGE_KAFKA_CA and the name in PEERBRIDGE_KAFKA_BOOTSTRAP",
    "not allowed": "Kafka does not let this service at its topics: run `python -m peerbridge.messaging.topics --accounts`",
    "away": "Kafka is away",
}


class Reach:
    """How one service stands with Kafka. `state` is one of STATES; `lacking` names topics and groups it has no right to."""

    def __init__(self, kafka: Access, topics: Sequence[str], groups: Sequence[str]) -> None:
        self.kafka, self.topics, self.groups = kafka, list(topics), list(groups)
        self.state = "unknown"
        self.lacking: list[str] = []

    @classmethod
    def of(cls, kafka: Access, service: str, heard: Sequence[str]) -> "Reach":
        """Of a service that must be let at what it hears, and at what it writes."""
        written = [topic.name for topic in TOPICS.values() if topic.writer == service]
        return cls(kafka, sorted({*heard, *written}), [f"{service}.{topic}" for topic in heard])

    async def look(self, turn: Callable[[], None] = lambda: None) -> str:
        """Ask once, calling `turn` meanwhile; the log hears of another answer than last time. Raises nothing: any outcome is one."""
        lacking: list[str] = []
        try:
            async with asyncio.timeout(SECONDS):
                lacking = await patiently(self._ask(), turn)
            state = "not allowed" if lacking else "answers"
        except ssl.SSLCertVerificationError:
            state = "certificate refused"
        except WRONG_CREDENTIALS:
            state = "credentials refused"
        except (OSError, TimeoutError, KafkaError):
            state = "away"
        if (state, lacking) != (self.state, self.lacking) and state in SAID:
            level = logging.WARNING if state == "away" else logging.ERROR
            log.log(level, SAID[state], extra={"account": self.kafka.username, "lacking": lacking})
        self.state, self.lacking = state, lacking
        return state

    async def _ask(self) -> list[str]:
        """What this account may not see. Raises: whatever a connection that fails raises."""
        connection = await self._connect()
        try:
            told = await connection.send(MetadataRequest(self.topics, allow_auto_topic_creation=False))
            denied = [topic for code, topic, *_ in told.topics if code == TopicAuthorizationFailedError.errno]
            for group in self.groups:
                found = await connection.send(FindCoordinatorRequest(group, 0))
                if found.error_code == GroupAuthorizationFailedError.errno:
                    denied.append(group)
        finally:
            connection.close()
        return denied

    async def _connect(self) -> Any:
        """The first of the brokers that answers; when none does, what the last one failed with."""
        *others, last = self.kafka.bootstrap.split(",")
        for place in others:
            try:
                return await self._at(place)
            except OSError:
                continue
        return await self._at(last)

    async def _at(self, place: str) -> Any:
        host, _, port = place.strip().rpartition(":")
        milliseconds = int(SECONDS * 1000)
        return await create_conn(host, int(port), request_timeout_ms=milliseconds, **self.kafka.protocol())
