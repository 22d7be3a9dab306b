"""The audit, asked for: who has seen or changed what, under the caller's scope; and the whole chain, for those who verify it.

Reading the audit is audited like any other reading.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import AwareDatetime, BaseModel
from starlette.responses import Response

from peerbridge.audit.checkpoints import Store, claimed
from peerbridge.audit.record import linked
from peerbridge.database.policies import AUDIT_SEEN
from peerbridge.errors import NotVisible, Refused
from peerbridge.identity import PLATFORM_OPERATOR, PROGRAM_ADMIN, STATE_OFFICER
from peerbridge.web.api import Api, Work, refusals
from peerbridge.web.reading import NDJSON

__all__ = ["router"]

router = Api(tags=["audit"], prefix="/ops/v1/audit")
READERS = (PLATFORM_OPERATOR, STATE_OFFICER, PROGRAM_ADMIN)
UNLINKED_STEP = 100_000  # ids looked through per question: far below statement_timeout
LISTED = f"""
SELECT id, at, business_at, actor, roles, action, what, county, outcome, correlation,
       CASE WHEN told THEN subject ELSE '' END AS subject, CASE WHEN told THEN concerns ELSE '{{}}' END AS concerns
FROM audit, LATERAL (SELECT county IS NOT NULL OR $2::uuid IS NOT NULL) AS asked (told)
WHERE id > $1 AND ($2::uuid IS NULL OR concerns @> ARRAY[$2::uuid]) AND ($3::text IS NULL OR county = $3)
AND ($4::text IS NULL OR actor = $4) AND ($5::text IS NULL OR action = $5)
AND ($6::timestamptz IS NULL OR at >= $6) AND ($7::timestamptz IS NULL OR at < $7)
AND {AUDIT_SEEN} ORDER BY id LIMIT $8
"""  # noqa: S608 (our own policy)
Position = Annotated[int, Query(ge=0, lt=2**62)]
County = Annotated[str | None, Query(pattern=r"^\d{5}$")]
Name = Annotated[str | None, Query(max_length=300)]


class Unsigned(Refused, status=409):
    """This service signs no checkpoints: PEERBRIDGE_AUDIT_DIRECTORY is not set."""


class Entry(BaseModel):
    """One audit row: ids and names of addresses, never a value that someone entered."""

    id: int
    at: datetime
    business_at: datetime
    actor: str
    roles: list[str]
    action: str
    what: str
    subject: str
    concerns: list[UUID]
    county: str | None
    outcome: str
    correlation: UUID


@router.get("", roles=READERS)
async def listed(
    work: Work,
    *,
    concerns: Annotated[UUID | None, Query(description="a person's, family's, case's or other thing's id")] = None,
    county: County = None,
    actor: Name = None,
    action: Name = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    after: Position = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[Entry]:
    """Who did or read what in the caller's counties, oldest first; rows of no county for platform operators only.

    These do not say whom they concern, unless that is what was asked for: nobody has counted the ids in them anywhere.
    """
    rows = await (await work.raw()).fetch(LISTED, after, concerns, county, actor, action, since, until, limit)
    work.audit(action="read", what="audit", concerns=[concerns], county=county)
    return [Entry.model_validate(dict(row)) for row in rows]


@router.get("/state", roles=READERS, impersonal=True)
async def state(request: Request, work: Work) -> dict[str, Any]:
    """Where the chain stands, what awaits its link, and whether checkpoints are signed here."""
    signing = request.app.state.runtime.signing
    last = await run_in_threadpool(signing.store.last) if signing else None
    row = await (await work.raw()).fetchrow("SELECT * FROM peerbridge_audit_state()")
    return {
        **dict(row),
        "signed": claimed(last) if last else 0,
        "service": work.service,
        "hash": row["hash"].hex(),
        "key": signing.key.kid if signing else None,
    }


@router.get("/chain", roles=(PLATFORM_OPERATOR,), response_class=Response)
async def chain(work: Work, after: Position = 0, limit: Annotated[int, Query(ge=1, le=5000)] = 2000) -> Response:
    """The chain as JSON lines: what is hashed, and the hash; of other counties' rows the links only (docs/audit-chain.md)."""
    rows = await (await work.raw()).fetch("SELECT * FROM peerbridge_audit_linked($1, $2)", after, limit)
    return Response(b"".join(_line(work.service, row) for row in rows), media_type=NDJSON)


def _line(service: str, row: Mapping[str, Any]) -> bytes:
    return json.dumps(linked(service, row), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


@router.get("/unlinked", roles=(PLATFORM_OPERATOR,), impersonal=True)
async def unlinked(work: Work, after: Position = 0) -> dict[str, Any]:
    """Ids of rows that nothing links although they are a minute old; `next` is the `after` of the next question."""
    raw = await work.raw()
    rows = await raw.fetch("SELECT id FROM peerbridge_audit_unlinked($1, $2)", after, UNLINKED_STEP)
    last = await raw.fetchval("SELECT last_id FROM peerbridge_audit_state()")
    end = after + UNLINKED_STEP
    return {"ids": [row["id"] for row in rows], "next": end if end < last else None}


@router.get("/checkpoints", roles=(PLATFORM_OPERATOR,), impersonal=True, responses=refusals(Unsigned))
async def checkpoints(
    request: Request, _work: Work, cursor: Annotated[str, Query(pattern=r"^(\S{1,40}:\d{1,18})?$")] = ""
) -> dict[str, Any]:
    """Signed checkpoints as this process keeps them, oldest first; `next` is the `cursor` of the next page. Raises: Unsigned."""
    signing = request.app.state.runtime.signing
    if signing is None:
        raise Unsigned
    store: Store = signing.store
    lines, following = await run_in_threadpool(store.page, cursor)
    return {"lines": lines, "next": following}


@router.get("/keys", public=True, responses=refusals(NotVisible))
async def keys(request: Request) -> dict[str, Any]:
    """The public keys of the checkpoints, as a JWK set: the one that signs now and those that signed before."""
    signing = request.app.state.runtime.signing
    if signing is None:
        raise NotVisible
    files = await run_in_threadpool(signing.store.keys)
    return {"keys": [json.loads(await run_in_threadpool(file.read_bytes)) for file in files]}
