"""Kafka's committed offsets serve lag and scaling only: they are told beside the work, and nobody waits for them."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import ConsumerStoppedError, KafkaError

from peerbridge.crash import AFTER_ACKNOWLEDGEMENT, crash_point
from peerbridge.life import end_tasks

__all__ = ["Acknowledgement", "Lag"]

COMMIT_SECONDS = 2.0  # a commit waits for the group's coordinator for as long as Kafka is away
PAUSE_SECONDS = 0.5  # between two: a commit per fetch costs a round trip and some CPU for nothing

Offsets = Mapping[TopicPartition, int]


class Lag:
    """Tells Kafka how far a consumer has come, at once and then at most twice a second."""

    def __init__(self) -> None:
        self._untold: dict[TopicPartition, int] = {}
        self._telling: asyncio.Task[None] | None = None
        self._client: Any = None
        self._stopped = False

    def stands(self, client: Any, offsets: Offsets) -> None:
        """These records are done."""
        self._client = client
        self._untold.update(offsets)
        if not self._stopped and (self._telling is None or self._telling.done()):
            self._telling = asyncio.create_task(self._tell())

    async def stop(self) -> None:
        """Tell what is untold, and be quiet: what is done after this is told by nobody, and no task is left behind."""
        self._stopped = True
        if self._telling is not None:
            await end_tasks(self._telling)
        if self._untold:
            await self._commit()

    async def _tell(self) -> None:
        while self._untold:
            await self._commit()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _commit(self) -> None:
        offsets, self._untold = self._untold, {}
        with suppress(TimeoutError, KafkaError, ConsumerStoppedError):
            async with asyncio.timeout(COMMIT_SECONDS):
                await self._client.commit(offsets)
                crash_point(AFTER_ACKNOWLEDGEMENT)


class Acknowledgement:
    """What FastStream acknowledges a fetch to."""

    def __init__(self, lag: Lag, client: Any, offsets: Offsets) -> None:
        self.lag, self.client, self.offsets = lag, client, offsets

    async def commit(self) -> None:
        """All of the fetch is done."""
        self.lag.stands(self.client, self.offsets)

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Read from there next."""
        self.client.seek(partition, offset)
