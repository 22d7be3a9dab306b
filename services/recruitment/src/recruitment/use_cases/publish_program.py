"""A program's policy is applied: the same again changes nothing, another is the next version."""

from dataclasses import dataclass

from peerbridge.database.work import UnitOfWork
from peerbridge.events.policy import Policy
from peerbridge.events.programs import ProgramPublished
from peerbridge.programs import broken_rules
from recruitment.domain.errors import PolicyBreaksRules, ProgramNamesDiffer
from recruitment.domain.programs import Version, check_counties, next_version
from recruitment.storage import programs, rules
from recruitment.use_cases.review_program import review_program

__all__ = ["Applied", "check_policy", "publish_program"]


@dataclass(frozen=True, slots=True)
class Applied:
    """The version that stands now, and whether it is new."""

    version: int
    new: bool


async def publish_program(work: UnitOfWork, program: str, policy: Policy) -> Applied:
    """Publish `policy` as the program's next version, unless it is the latest already.

    Raises: ProgramNamesDiffer, PolicyBreaksRules, CountiesMissing, EventTooLarge.
    """
    check_policy(program, policy)
    await work.lock(f"program {program}")
    latest = await programs.latest(work, program)
    current = latest.version if latest else 0
    check_counties({*policy.zones, *(latest.policy.zones if latest else ())}, work.scope.counties)
    version = next_version(current, latest.policy if latest else None, policy)
    if version is None:
        return Applied(current, new=False)
    await rules.change(work)
    await programs.add(work, policy, version)
    await _announce(work, policy, version)
    return Applied(version, new=True)


def check_policy(program: str, policy: Policy) -> None:
    """The policy is the programme's own and breaks no rule of practice. Raises: ProgramNamesDiffer, PolicyBreaksRules."""
    if policy.program != program:
        raise ProgramNamesDiffer(address=program, policy=policy.program)
    broken = broken_rules(policy)
    if broken:
        raise PolicyBreaksRules(count=len(broken), errors=[{"field": each.where, "says": each.rule} for each in broken])


async def _announce(work: UnitOfWork, policy: Policy, version: int) -> None:
    fact = ProgramPublished(
        program=policy.program,
        version=version,
        effective_on=policy.effective_on,
        counties=tuple(policy.zones),
        policy=policy,
    )
    work.announce(fact, county=policy.counties[0].county)
    await review_program(work, Version(policy.program, version, policy.effective_on))
