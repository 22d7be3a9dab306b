"""The audit chain, verified from docs/audit-chain.md alone: link by link, signature by signature, up to its newest row."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from peerbridge_faults.reader.seen import Finding, Place

__all__ = ["chain"]

LINKED_AFTER: Final = timedelta(seconds=60)
TEXTS: Final = ("actor", "action", "what", "subject", "county", "outcome")


def chain(place: Place) -> Iterator[Finding]:
    """What is wrong with a service's chain; its first broken link ends the reading, since all behind it hangs on it."""
    rows = {row["id"]: row for row in place.audit}
    previous = "0" * 64
    for n, link in enumerate(place.links, 1):
        row = rows.get(link["id"])
        if link["position"] != n or link["previous"] != previous:
            yield _broken(place, link["position"], f"link {link['position']} does not follow link {n - 1}")
            return
        if row is None or _hash(place.service, link, row) != link["hash"]:
            yield _broken(place, n, f"audit row {link['id']} is not what was linked")
            return
        previous = link["hash"]
    linked = {link["id"] for link in place.links}
    late = datetime.now(UTC) - LINKED_AFTER
    for row in place.audit:
        if row["id"] not in linked and row["at"] < late:
            yield _broken(place, row["id"], f"audit row {row['id']} was never linked")
    yield from _checkpoints(place)


def _checkpoints(place: Place) -> Iterator[Finding]:
    if place.checkpoints is None:
        return
    hashes = {link["position"]: link["hash"] for link in place.links}
    keys = [_key(file) for file in place.checkpoints.glob("key-*.json")]
    last = 0
    for line in (line for file in sorted(place.checkpoints.glob("*.jsonl")) for line in file.read_text().split()):
        told = json.loads(_bytes(line.split(".")[1]))
        last = max(last, told["position"])
        if not any(_signed(line, key) for key in keys):
            yield _broken(
                place, told["position"], f"the checkpoint at {told['position']} is not signed with the service's key"
            )
        if hashes.get(told["position"]) != told["hash"] or told["service"] != place.service:
            yield _broken(place, told["position"], f"the chain at {told['position']} is not what was signed")
    if hashes and not last:
        yield _broken(place, 0, "a chain of which nothing was ever signed")


def _broken(place: Place, thing: int, says: str) -> Finding:
    return Finding(11, "lost", place.service, str(thing), says)


def _hash(service: str, link: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """SHA-256 of the row's canonical form (RFC 8785)."""
    told = {
        "service": service, "position": link["position"], "previous": link["previous"], "id": row["id"],
        "at": _instant(row["at"]), "business_at": _instant(row["business_at"]), "roles": list(row["roles"]),
        "concerns": [str(each) for each in row["concerns"]], "shared_with": list(row["shared_with"]),
        "correlation": str(row["correlation"]), **{name: row[name] for name in TEXTS},
    }  # fmt: skip
    return sha256(json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _key(file: Path) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(_bytes(json.loads(file.read_text())["x"]))


def _signed(line: str, key: Ed25519PublicKey) -> bool:
    said, _, signature = line.rpartition(".")
    try:
        key.verify(_bytes(signature), said.encode())
    except InvalidSignature:
        return False
    return True


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
