"""FastStream's broker as Peerbridge uses it: no topics made on the way, logs without one line per message."""

import logging

from faststream.kafka import KafkaBroker

__all__ = ["make_broker"]

METADATA_SECONDS = 10  # a member that joined before it knew a new topic's partitions has none until it asks again: five minutes by default


def make_broker(bootstrap: str, service: str) -> KafkaBroker:
    """A broker for one service's consumers. Nothing is published through it: that is the relay's."""
    logger = logging.getLogger("peerbridge.kafka")
    logger.setLevel(logging.WARNING)
    return KafkaBroker(
        bootstrap.split(","),  # FastStream takes one text for one broker
        client_id=f"peerbridge-{service}",
        allow_auto_create_topics=False,
        metadata_max_age_ms=METADATA_SECONDS * 1000,
        consumer_only=True,
        apply_types=False,  # handlers take raw records; FastDepends would send each fetch through a thread
        graceful_timeout=20,
        logger=logger,
    )
