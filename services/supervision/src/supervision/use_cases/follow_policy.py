"""A program's policy is known, or changed: what waited for it goes on."""

from collections.abc import Sequence

from peerbridge.database.work import UnitOfWork
from peerbridge.events.programs import ProgramPublished
from supervision.domain.rules import rules_of
from supervision.storage import policies
from supervision.use_cases.plan_sessions import plan_waiting
from supervision.use_cases.settle_relations import settle_waiting

__all__ = ["follow_policy"]

AT_ONCE = 500  # what fans out further is left to the sweep, county by county


async def follow_policy(work: UnitOfWork, heard: Sequence[ProgramPublished]) -> None:
    """Keep each version, and settle relations and sessions that waited for one."""
    await policies.store(work, [rules_of(said) for said in heard])
    programs = sorted({said.program for said in heard})
    await work.extend_scope(county for said in heard for county in said.counties)
    await settle_waiting(work, AT_ONCE, programs=programs)
    await plan_waiting(work, AT_ONCE, programs=programs)
