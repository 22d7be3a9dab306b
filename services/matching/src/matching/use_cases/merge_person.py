"""What matching holds of a merged id is the kept one's, in all counties, whatever is heard before or after."""

from typing import Final
from uuid import UUID

from matching.domain.requests import SupportRequest
from matching.storage import families, pairs
from matching.storage.joining import JOINED
from matching.use_cases.end_broken import end_broken
from matching.use_cases.look_again import look_at_everything
from matching.use_cases.rearrange import rearrange
from matching.use_cases.review_matches import review_meetings
from matching.use_cases.withdraw_request import withdraw
from peerbridge.database.work import UnitOfWork
from peerbridge.merging import Merging

__all__ = ["merging"]


async def arrange_kept(work: UnitOfWork, _merged: UUID, kept: UUID) -> None:
    """Who may see the kept partner's rows, and whom they may now help; the merged id may stand in anybody's wishes."""
    await rearrange(work, [kept])
    await _one_wish(work, kept)
    await end_broken(work, await pairs.asking(work, [kept]))
    await review_meetings(work, kept)
    await look_at_everything(work, work.scope.counties)


async def _one_wish(work: UnitOfWork, parent: UUID) -> None:
    """A family that asked under both ids has one wish, which knows of everybody named in either; the others are withdrawn.

    It is the one that has led to a match, else the one whose proposal is answered or told, else the first.
    """
    first: dict[UUID, SupportRequest] = {}
    wishes = await families.wishes_of_parent(work, parent)
    active = await pairs.active_proposals(work, requests=[each.request for each in wishes])
    asked = {each.request: 3 - len(each.awaited) for each in active if not each.is_movable}
    for each in sorted(
        wishes, key=lambda one: (one.state != "matched", -asked.get(one.request, 0), one.asked_at, one.request)
    ):
        if first.setdefault(each.case, each) is each or each.state != "open":
            continue
        first[each.case] = first[each.case].naming_also(each)
        await withdraw(work, [each.withdrawn("staff", work.business_now)])
    await families.store_requests(work, first.values())


merging: Final = Merging(JOINED, also=arrange_kept)
