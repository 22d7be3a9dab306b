"""One elected chainer per service links audit rows and signs where the chain stands, within a second of their commit.

Rows may become visible late, so nothing is ever taken for passed by its id alone: the floor rises over a missing id only when its
transaction can no longer commit (messaging/gaps.py). Lock, reading and writing share one connection: who loses the lease writes nothing.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Final

from peerbridge.audit.checkpoints import Checkpoint, Store, claimed, hash_of, signed
from peerbridge.audit.keys import AuditKey
from peerbridge.audit.record import digest, record
from peerbridge.life import Pulse, patiently
from peerbridge.messaging.gaps import Floor
from peerbridge.messaging.lease import Lease
from peerbridge.metrics import Metrics
from peerbridge.settings import ServiceSettings

__all__ = ["Chainer", "Signing", "signing_of"]

log = logging.getLogger("peerbridge.audit")
LOCK: Final = "peerbridge_audit"
BATCH: Final = 1000
POLL_SECONDS, AGAIN_SECONDS = 0.25, 0.5
HEAD = "SELECT position, hash, floor, linked_at FROM audit_head"
KNOWN = "SELECT id FROM audit_chain WHERE id > $1"
WAITING = "SELECT * FROM audit WHERE id > $1 AND id <> ALL ($2::bigint[]) ORDER BY id LIMIT $3"
SIGNED = "SELECT hash FROM audit_chain WHERE position = $1"
LINK = """
WITH head AS (UPDATE audit_head SET position = $1, hash = $2, floor = $3, linked_at = $4
              WHERE position = $5 AND hash = $6 RETURNING 1)
INSERT INTO audit_chain (position, linked_at, id, at, previous, hash)
SELECT l.position, $4, l.id, l.at, l.previous, l.hash
FROM unnest($7::bigint[], $8::bigint[], $9::timestamptz[], $10::bytea[], $11::bytea[]) AS l (position, id, at, previous, hash)
WHERE EXISTS (SELECT FROM head) RETURNING position
"""
Rows = Sequence[Any]


class Signing:
    """Signs where a chain stands and keeps it outside the database, at most every `seconds`."""

    def __init__(self, service: str, key: AuditKey, store: Store, seconds: float) -> None:
        self.service, self.key, self.store, self.seconds = service, key, store, seconds
        self.position = -1
        self._due = 0.0

    async def sign(self, position: int, hash_: bytes, *, now: bool = False) -> None:
        """Sign this head, if it is another than the last one and the time has come (or `now`)."""
        if position in (0, self.position) or (not now and monotonic() < self._due):
            return
        checkpoint = Checkpoint.now(self.service, position, hash_)
        line = signed(checkpoint, self.key)
        await asyncio.to_thread(self.store.append, line, checkpoint.at[:10])
        self.position, self._due = position, monotonic() + self.seconds


def signing_of(service: str, settings: ServiceSettings) -> Signing | None:
    """What signs a service's chain by its settings; None where they name no directory (refused outside the demo, in Settings).

    Raises: WrongKey, OSError.
    """
    if settings.audit_directory is None:
        return None
    file = settings.audit_key_file or settings.audit_directory.parent / f"{settings.audit_directory.name}-key.pem"
    key, store = AuditKey.of(file, make=settings.demo), Store(settings.audit_directory)
    store.publish(key)
    return Signing(service, key, store, settings.audit_checkpoint_seconds)


class Chainer:
    """A candidate for a service's chainer; the others wait for its lease to end."""

    def __init__(self, url: str, service: str, signing: Signing | None, metrics: Metrics, pulse: Pulse) -> None:
        self.url, self.service, self.signing, self.metrics, self.pulse = url, service, signing, metrics, pulse

    async def run(self) -> None:
        """Campaign and link until cancelled. Any error gives up the lease and starts again from what the database says."""
        while True:
            self.pulse.turn("backing off")
            try:
                async with Lease.open(self.url) as lease:
                    await lease.campaign(LOCK, lambda: self.pulse.turn("standby"))
                    self.metrics.audit_elected.labels(self.service).set(1)
                    await self._term(lease)
            except Exception as error:  # noqa: BLE001 (a loop ends for no failure)
                log.warning("the audit's chainer starts again", extra={"error": type(error).__name__})
            finally:
                self.metrics.audit_elected.labels(self.service).set(0)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _term(self, lease: Lease) -> None:
        """From election to the first error. Asking twice a second keeps the lease: its idle time-out is two seconds."""
        head = (await lease.fetch(HEAD))[0]
        term = _Term(self.service, head, [row["id"] for row in await lease.fetch(KNOWN, head["floor"])])
        await self._compare(lease)
        while True:
            self.pulse.turn("linking")
            rows = await lease.fetch(WAITING, term.rise(), term.above(), BATCH)
            if rows:
                await self._link(lease, term, rows)
            await self._sign(term)
            if len(rows) < BATCH:
                await asyncio.sleep(POLL_SECONDS)

    async def _compare(self, lease: Lease) -> None:
        """Raise the alarm where the chain is no longer what was signed last. It goes on: its checkpoints tell what happened."""
        line = self.signing.store.last() if self.signing else None
        last = claimed(line) if line else 0
        if not self.signing or not line or not last:
            return
        found = await lease.fetch(SIGNED, last)
        broken = not found or found[0]["hash"].hex() != hash_of(line)
        self.metrics.audit_broken.labels(self.service).set(broken)
        if broken:
            log.critical(
                "the audit chain is not what was signed: run peerbridge audit verify", extra={"position": last}
            )

    async def _link(self, lease: Lease, term: "_Term", rows: Rows) -> None:
        now = max(datetime.now(UTC), term.linked_at)
        if now.month != term.linked_at.month:
            await self._sign(term, now=True)  # where a month's links end, a checkpoint can say so when they are retired
        before, floor = (term.position, term.hash), term.seen(row["id"] for row in rows)
        links = list(zip(*term.extend(rows), strict=True))
        written = await lease.fetch(LINK, term.position, term.hash, floor, now, *before, *map(list, links))
        if len(written) != len(rows):
            raise RuntimeError("another chainer has moved the chain's head")
        term.linked(now, [row["id"] for row in rows])
        self.metrics.audit_linked.labels(self.service).inc(len(rows))

    async def _sign(self, term: "_Term", *, now: bool = False) -> None:
        if self.signing is not None:
            await patiently(self.signing.sign(term.position, term.hash, now=now), lambda: self.pulse.turn("signing"))


class _Term:
    """Where the chain stands, and which ids above the floor are linked."""

    def __init__(self, service: str, head: Any, known: Sequence[int]) -> None:
        self.service, self.position, self.hash, self.linked_at = (
            service,
            head["position"],
            head["hash"],
            head["linked_at"],
        )
        self._floor = Floor(head["floor"])
        self._floor.seen(sorted(known))
        self._floor.gone(known)
        self._above = set(known)

    def rise(self) -> int:
        """The floor as it stands now."""
        floor = self._floor.rise()
        self._above = {each for each in self._above if each > floor}
        return floor

    def above(self) -> list[int]:
        """Linked ids that the floor does not cover yet."""
        return list(self._above)

    def seen(self, ids: Any) -> int:
        """Rows about to be linked; the floor that may be kept with them, below which none is without its link."""
        self._floor.seen(ids)
        return self._floor.rise()

    def extend(self, rows: Rows) -> list[tuple[int, int, datetime, bytes, bytes]]:
        """The links of these rows: position, id, time, hash before, own hash."""
        links = []
        for row in rows:
            previous = self.hash
            self.position += 1
            self.hash = bytes.fromhex(digest(record(self.service, self.position, previous.hex(), row)))
            links.append((self.position, row["id"], row["at"], previous, self.hash))
        return links

    def linked(self, at: datetime, ids: Sequence[int]) -> None:
        """These rows have their links."""
        self.linked_at = at
        self._floor.gone(ids)
        self._above.update(ids)
