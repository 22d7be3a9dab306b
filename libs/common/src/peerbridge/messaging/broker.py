"""FastStream's broker as Peerbridge uses it: no topics made on the way, logs without one line per message."""

import logging

from faststream.kafka import KafkaBroker
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512

from peerbridge.messaging.access import Access, access

__all__ = ["make_broker"]

METADATA_SECONDS = 10  # a member that joined before it knew a new topic's partitions has none until it asks again: five minutes by default

SASL = {"PLAIN": SASLPlaintext, "SCRAM-SHA-256": SASLScram256, "SCRAM-SHA-512": SASLScram512}


def make_broker(kafka: Access | str, service: str) -> KafkaBroker:
    """A broker for one service's consumers. Nothing is published through it: that is the relay's."""
    logger = logging.getLogger("peerbridge.kafka")
    logger.setLevel(logging.WARNING)
    reached = access(kafka)
    return KafkaBroker(
        reached.bootstrap.split(","),  # FastStream takes one text for one broker
        security=_security(reached),
        client_id=f"peerbridge-{service}",
        allow_auto_create_topics=False,
        metadata_max_age_ms=METADATA_SECONDS * 1000,
        consumer_only=True,
        apply_types=False,  # handlers take raw records; FastDepends would send each fetch through a thread
        graceful_timeout=20,
        logger=logger,
    )


def _security(kafka: Access) -> BaseSecurity:
    if kafka.security.startswith("SASL"):
        made: BaseSecurity = SASL[kafka.mechanism](
            kafka.username or "", kafka.password or "", ssl_context=kafka.context()
        )
        return made
    return BaseSecurity(ssl_context=kafka.context())
