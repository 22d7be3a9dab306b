"""Whom a policy would affect, asked before it is applied: nothing is changed, and nothing decided is decided again."""

from dataclasses import dataclass

from peerbridge.database.work import UnitOfWork
from peerbridge.events.policy import Policy
from recruitment.domain.programs import check_counties
from recruitment.storage import effects, programs
from recruitment.storage.effects import Effects
from recruitment.use_cases.publish_program import check_policy

__all__ = ["Preview", "preview_policy"]


@dataclass(frozen=True, slots=True)
class Preview:
    """The latest version (0 where there is none), whether the policy is that one already, and the counties it touches."""

    version: int
    unchanged: bool
    counties: tuple[Effects, ...]


async def preview_policy(work: UnitOfWork, program: str, policy: Policy) -> Preview:
    """What `policy` would change, county by county. Raises: ProgramNamesDiffer, PolicyBreaksRules, CountiesMissing."""
    check_policy(program, policy)
    latest = await programs.latest(work, program)
    before = latest.policy if latest else None
    counties = {*policy.zones, *(before.zones if before else ())}
    check_counties(counties, work.scope.counties)
    found = [await effects.in_county(work, county, before, policy) for county in sorted(counties)]
    return Preview(latest.version if latest else 0, before == policy, tuple(each for each in found if each.any))
