"""Where a text stands: in every table of every database, in everything published, in all logs and metrics."""

import io
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from peerbridge.database.chassis import CHASSIS_TABLES
from peerbridge.logs import JsonLines
from peerbridge_isolation.house import SERVICES, House

__all__ = ["logged", "places", "stands_in"]

TABLES: Final = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
ANSWERS: Final = "idempotency"
"""An owner's answers, kept beside what it owns for 48 hours so that a command can be repeated."""


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """Everything that any logger says, as the services' own formatter writes it; but for the rig's questions."""
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(JsonLines("all"))
    handler.addFilter(lambda record: record.name != "httpx")  # a service says nothing of what it asks (logs.QUIET)
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield told
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


async def places(house: House, log: io.StringIO) -> dict[str, str]:
    """Place -> all that stands there, as text."""
    found = {"logs": log.getvalue()}
    for record in house.said:
        text = _text([record.key, record.value, *(part for header in record.headers for part in header)])
        found[f"topic {record.topic}"] = found.get(f"topic {record.topic}", "") + text
    for service in SERVICES:
        async for table, text in _tables(house, service):
            found[f"{service}.{table}"] = text
        found[f"{service} metrics"] = (await house.client(service).get("/metrics")).text
        found[f"{service} health"] = (await house.client(service).get("/health")).text
    return found


async def _tables(house: House, service: str) -> Any:
    for row in await house.rows(service, TABLES):
        rows = await house.admin_rows(service, f'SELECT * FROM "{row["relname"]}"')
        yield row["relname"], "\n".join(_text(each.values()) for each in rows)


def _text(values: Iterable[Any]) -> str:
    return " ".join(each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in values)


def stands_in(text: str, owner: str, where: dict[str, str]) -> list[str]:
    """The places where a text stands and may not: anywhere but in its owner's own tables, and the answers it keeps."""
    own = {place for place in where if place.startswith(f"{owner}.") and place.partition(".")[2] not in CHASSIS_TABLES}
    return [place for place in where if text in where[place] and place not in own and place != f"{owner}.{ANSWERS}"]
