"""A state's case system that writes to the intake topic itself: any Kafka client with the headers of the published language."""

import json
from typing import Any, Final
from uuid import uuid4

from peerbridge_demo.witness import Said

__all__ = ["SOURCE", "opened", "record"]

SOURCE: Final = "https://cases.example.org/king"
PARTITION: Final = -1  # Kafka's choice, by the key


def opened(case: str, county: str, opened_on: str = "2025-12-20") -> Said:
    """A removal began and is open; one parent."""
    data = {
        "source_case": case, "removal": "1", "case_type": "dependency", "opened_on": opened_on,
        "parents": [f"parent-of-{case}"],
    }  # fmt: skip
    return record("peerbridge.intake.cases", "CaseOpenedReported", case, county, data)


def record(topic: str, name: str, key: str, county: str, data: dict[str, Any] | bytes, source: str = SOURCE) -> Said:
    """A record in CloudEvents' binary mode; `data` as bytes is written as it is."""
    attributes = {
        "specversion": "1.0", "id": str(uuid4()), "source": source, "type": f"peerbridge.{name}.v1", "subject": key,
        "time": "2026-01-05T18:00:00+00:00", "county": county, "sequence": "1", "correlationid": str(uuid4()),
    }  # fmt: skip
    headers = (
        ("content-type", b"application/json"),
        *((f"ce_{name}", text.encode()) for name, text in attributes.items()),
    )
    value = data if isinstance(data, bytes) else json.dumps(data).encode()
    return Said(topic, PARTITION, -1, key.encode(), value, headers)
