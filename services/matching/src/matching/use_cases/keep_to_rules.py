"""Once more in a scope that sees both sides of a pair: whatever changed, and wherever it was heard, no proposal stands against a rule.

Done by the worker of the state (`match_state`), who sees all its counties, soon after a change, and of all that stand when a day begins.
"""

from collections.abc import Collection
from uuid import UUID

from matching.domain.programs import in_force
from matching.domain.proposals import Proposal
from matching.storage import pairs, programs
from matching.use_cases.confirm_proposal import ask_both
from matching.use_cases.end_broken import between, end_broken, last_certified_day
from peerbridge.database.work import UnitOfWork

__all__ = ["keep_to_rules"]


async def keep_to_rules(work: UnitOfWork, proposals: Collection[UUID]) -> None:
    """Of these proposals end what breaks a rule now, and ask both sides where the programme no longer wants a confirmation.

    Only these few are locked, with their requests, cases and partners, and looked at again.
    """
    found = [each for each in (await pairs.proposals(work, proposals)).values() if each.state in ("tentative", "open")]
    rules = await between(work, found) if found else {}
    waived = await _waived(work, found)
    concerned = [each for each in found if (not each.is_movable if rules[each.proposal] else each.proposal in waived)]
    if not concerned:
        return
    await work.lock(*(one for each in concerned for one in (each.request, each.case, each.partner)))
    now = (await pairs.lock_proposals(work, [each.proposal for each in concerned])).values()
    standing = [each for each in now if each.state in ("tentative", "open")]
    await end_broken(work, standing)
    rules = await between(work, standing) if standing else {}
    for each in standing:
        if each.proposal in waived and each.state == "tentative" and not rules[each.proposal]:
            latest = await last_certified_day(work, each)
            await ask_both(work, each, each.confirmed(agreed=True, reason=None, at=work.business_now, latest=latest))


async def _waived(work: UnitOfWork, found: Collection[Proposal]) -> set[UUID]:
    """Those that wait for a coordinator although their programme no longer wants it."""
    versions = await programs.versions(work)
    waits = [each for each in found if each.state == "tentative"]
    policies = {zone: in_force(versions, work.today(zone)) for zone in {each.zone for each in waits}}
    by_proposal = {each.proposal: policies[each.zone].get(each.program) for each in waits}
    return {proposal for proposal, policy in by_proposal.items() if policy and not policy.coordinator_confirms}
