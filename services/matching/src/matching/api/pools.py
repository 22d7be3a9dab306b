"""The rules of a state's pool: published, tried on today's families before they change, changed by who holds the whole state."""

from typing import Annotated, Final, Literal

from fastapi import Depends, Path
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from matching.domain.errors import CountiesNotHeld, PoolBreaksRules, PoolNamesDiffer, PoolUnknown
from matching.storage import pool_versions
from matching.use_cases.publish_pool import publish_pool
from matching.use_cases.what_if import Tried, what_if
from peerbridge.events.fields import SlugId
from peerbridge.events.pool import PoolPolicy
from peerbridge.identity import PROGRAM_ADMIN, ROLES, STATE_OFFICER
from peerbridge.web import Api, Caller, Work, refusals
from peerbridge.web.exchange import opened

__all__ = ["router"]

router = Api(tags=["pools"])
EVERYONE: Final = tuple(sorted(ROLES))
PUBLISHERS: Final = (PROGRAM_ADMIN, STATE_OFFICER)
OPEN: Final = "the rules by which families and partners are brought together are published"
PoolId = Annotated[SlugId, Path(description="pool-ia: each state has one")]
CHECKED = (PoolNamesDiffer, PoolBreaksRules, CountiesNotHeld)


class PoolApplied(BaseModel):
    """The version that stands, and whether this made it."""

    pool: str
    version: int
    outcome: Literal["published", "unchanged"]


class PoolView(BaseModel):
    """A version of a pool's rules."""

    pool: str
    version: int
    policy: PoolPolicy


async def known_words(request: Request) -> None:
    """Refuse a body with words that no pool has: a publisher means what they write. Raises: RequestValidationError."""
    if not await request.body():
        return  # of no body at all the address itself says what is missing
    try:
        PoolPolicy.model_validate(await request.json(), extra="forbid")
    except ValidationError as error:
        unknown = [fault for fault in error.errors(include_url=False) if fault["type"] == "extra_forbidden"]
        if unknown:
            raise RequestValidationError([{**fault, "loc": ("body", *fault["loc"])} for fault in unknown]) from None


@router.get("/v1/pools", roles=EVERYONE, impersonal=True, shared=OPEN)
async def list_pools(work: Work) -> list[PoolView]:
    """The latest rules of every pool that has published some."""
    latest = {each.policy.pool: each for each in await pool_versions.versions(work)}
    return [PoolView(pool=name, version=each.version, policy=each.policy) for name, each in latest.items()]


@router.get("/v1/pools/{pool}", roles=EVERYONE, impersonal=True, shared=OPEN, responses=refusals(PoolUnknown))
async def get_pool(pool: PoolId, work: Work) -> PoolView:
    """The latest rules of one pool."""
    known = await pool_versions.all_of(work, pool)
    if not known:
        raise PoolUnknown(pool=pool)
    return PoolView(pool=pool, version=known[-1].version, policy=known[-1].policy)


@router.post(
    "/v1/pools/{pool}/what-if",
    roles=PUBLISHERS,
    dependencies=[Depends(known_words)],
    responses=refusals(*CHECKED),
)
async def try_pool(pool: PoolId, body: PoolPolicy, request: Request, caller: Caller) -> Tried:
    """Today's pool under today's rules and under these: families, fit and language, side by side. Nothing is changed."""
    return await what_if(lambda: opened(request, caller, read_only=True, even_closed=True), pool, body)


@router.put(
    "/v1/pools/{pool}",
    roles=PUBLISHERS,
    shared=OPEN,
    dependencies=[Depends(known_words)],
    responses=refusals(*CHECKED),
)
async def put_pool(pool: PoolId, body: PoolPolicy, work: Work) -> PoolApplied:
    """Publish rules as the pool's next version; the same again changes nothing."""
    applied = await publish_pool(work, pool, body)
    return PoolApplied(pool=pool, version=applied.version, outcome="published" if applied.new else "unchanged")
