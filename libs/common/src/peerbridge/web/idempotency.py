"""The same command twice has one effect and one answer: both are stored in the command's own transaction, for 48 hours.

A second caller with the same key waits for the first one's transaction at the primary key, and then reads its answer.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import BadRequest, Refused
from peerbridge.identity import Principal

__all__ = ["HEADER", "PARAMETER", "Claim", "claim", "keep", "key_of"]

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
KEY: Final = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)
PARAMETER: Final = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "Makes the command safe to repeat for 48 hours: same request, same answer, no second effect",
}
CLAIM: Final = "INSERT INTO idempotency (caller, key, request_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
STORED: Final = "SELECT request_hash, status, answer, content_type FROM idempotency WHERE caller = $1 AND key = $2"
KEEP: Final = "UPDATE idempotency SET status = $3, answer = $4, content_type = $5 WHERE caller = $1 AND key = $2"
DIGEST: Final = 32  # bytes of SHA-256


class KeyReused(Refused, status=422):
    """This Idempotency-Key was used for another request. Use a new key for each new command."""


class ScopeChanged(Refused, status=403):
    """This command was given under other roles or counties; its answer is not repeated. Look at its result instead."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A command's hold on its key: whose, which, and what was asked under which scope."""

    caller: str
    key: str
    request: bytes
    scope: bytes

    @property
    def digest(self) -> bytes:
        """What is stored to recognise the request and the scope it was given under."""
        return self.request + self.scope


def key_of(request: Request) -> str | None:
    """The key that came with a request. Raises: BadRequest."""
    keys = request.headers.getlist(HEADER)
    if not keys:
        return None
    if len(keys) > 1 or not KEY.fullmatch(keys[0]):
        raise BadRequest(reason="Idempotency-Key is one text of 1 to 200 visible ASCII characters")
    return keys[0]


async def claim(work: UnitOfWork, request: Request, caller: Principal, key: str) -> Claim | Response:
    """The hold on the key for this transaction, or the answer that an earlier one stored under it.

    Raises: KeyReused, ScopeChanged.
    """
    held = Claim(caller.subject, key, await _digest(request), _scope_digest(caller))
    raw = await work.raw()
    if await raw.execute(CLAIM, held.caller, held.key, held.digest) == "INSERT 0 1":
        return held
    stored = await raw.fetchrow(STORED, held.caller, held.key)
    if stored is None or stored["request_hash"][:DIGEST] != held.request:
        raise KeyReused
    if stored["request_hash"][DIGEST:] != held.scope:
        raise ScopeChanged
    headers = {REPLAYED: "true"}
    return Response(stored["answer"], stored["status"], headers=headers, media_type=stored["content_type"])


async def keep(work: UnitOfWork, held: Claim, answer: Response) -> None:
    """Store the answer beside the command's effects. A streamed answer cannot be kept: TypeError."""
    if not hasattr(answer, "body"):
        raise TypeError("the answer to a command must be whole, so that it can be repeated")
    content_type = answer.headers.get("content-type")
    await (await work.raw()).execute(KEEP, held.caller, held.key, answer.status_code, bytes(answer.body), content_type)


async def _digest(request: Request) -> bytes:
    digest = sha256()
    head = (request.method, request.url.path, request.url.query, request.headers.get("content-type", ""))
    for part in (*(text.encode() for text in head), await request.body()):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def _scope_digest(caller: Principal) -> bytes:
    scope = "|".join((",".join(sorted(caller.roles)), *caller.scope.settings()))
    return sha256(scope.encode()).digest()
