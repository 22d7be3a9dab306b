"""What Kafka's client library does not live through by itself (aiokafka 0.14), so that a service does.

On uvloop, writing to a connection that is closed but not yet known to be raises RuntimeError, which aiokafka takes for a mistake of its
own: the task that reads metadata, coordinates the group or fetches ends for good, and the client hears nothing more (aiokafka, 1038).
"""

import asyncio
from collections.abc import Callable
from functools import wraps
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.conn import AIOKafkaConnection, CloseReason
from aiokafka.errors import KafkaConnectionError, KafkaError

__all__ = ["ended", "mend"]

Send = Callable[..., Any]


def mend() -> None:
    """Have a write to a closed connection be what it is: a broken connection, after which the client connects again."""
    for name in ("send", "_send_sasl_token"):
        plain = getattr(AIOKafkaConnection, name)
        if not hasattr(plain, "__wrapped__"):
            setattr(AIOKafkaConnection, name, _honest(plain))


def _honest(send: Send) -> Send:
    @wraps(send)
    def told(connection: AIOKafkaConnection, *given: Any, **named: Any) -> Any:
        try:
            return send(connection, *given, **named)
        except KafkaError:
            raise
        except RuntimeError as error:
            connection.close(reason=CloseReason.CONNECTION_BROKEN)
            raise KafkaConnectionError(f"Connection at {connection.host}:{connection.port} broken: {error}") from error

    return told


async def ended(client: AIOKafkaConsumer) -> None:
    """Return when one of the client's background tasks has ended: it will hear nothing more, whatever Kafka does."""
    tasks = {
        client._client._sync_task,  # noqa: SLF001 (aiokafka tells nobody that it has ended)
        client._coordinator._coordination_task,  # noqa: SLF001 (as above)
        client._fetcher.error_future,  # noqa: SLF001 (as above)
    }
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
