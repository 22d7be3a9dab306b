"""An audit row as the chain sees it: one JSON object in canonical form (RFC 8785), whose SHA-256 is the row's hash.

docs/audit-chain.md says the same for a stranger who verifies with other software; a test compares both with a worked example.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

__all__ = ["FIRST", "MEMBERS", "canonical", "digest", "linked", "record"]

FIRST: Final = "0" * 64
"""What the first row has in place of the hash of a row before it."""
MEMBERS: Final = frozenset(
    {"service", "position", "previous", "id", "at", "business_at", "actor", "roles", "action", "what", "subject"}
    | {"concerns", "county", "shared_with", "outcome", "correlation"}
)
"""What is hashed of a row: everything it says, its place and the hash before it."""


def instant(value: datetime) -> str:
    """An instant in UTC to the microsecond, as RFC 3339 has it."""
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def record(service: str, position: int, previous: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """What is hashed of the audit row that stands at `position`, after a row with the hash `previous`."""
    return {
        "service": service,
        "position": position,
        "previous": previous,
        "id": row["id"],
        "at": instant(row["at"]),
        "business_at": instant(row["business_at"]),
        "actor": row["actor"],
        "roles": list(row["roles"]),
        "action": row["action"],
        "what": row["what"],
        "subject": row["subject"],
        "concerns": [str(each) for each in row["concerns"]],
        "county": row["county"],
        "shared_with": list(row["shared_with"]),
        "outcome": row["outcome"],
        "correlation": str(row["correlation"]),
    }


def canonical(told: Mapping[str, Any]) -> bytes:
    """RFC 8785 for what a record holds: texts, whole numbers below 2^53, null, lists of texts; members in order of their names."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(told: Mapping[str, Any]) -> str:
    """The hash of a record, in hexadecimal."""
    return sha256(canonical(told)).hexdigest()


def linked(service: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the chain's page as a line of an export: its record and `hash`; of one that is gone or not seen, its link."""
    position, previous, stored = row["position"], row["previous"].hex(), row["hash"].hex()
    if not row["seen"]:
        link = {
            "service": service,
            "position": position,
            "previous": previous,
            "id": row["id"],
            "at": instant(row["at"]),
        }
        return {**link, "hidden" if row["present"] else "missing": True, "hash": stored}
    return {**record(service, position, previous, row), "hash": stored}
