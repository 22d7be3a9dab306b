"""What matching holds of a person is destroyed. A match that began meanwhile is ended with its news, a wish is taken back.

Ordering an erasure is refused while a match runs; this is for what overtakes the order.
"""

from typing import Final
from uuid import UUID

from matching.storage import families, going_on, roster
from matching.storage.personal import HOLDINGS
from matching.use_cases.end_match import end_match
from matching.use_cases.let_go import let_go
from matching.use_cases.look_again import look_again
from matching.use_cases.withdraw_request import withdraw_request
from peerbridge.database.work import UnitOfWork
from peerbridge.erasure import Erasure
from peerbridge.events.erasure import MatchingErasureDone

__all__ = ["end_everything", "erasure"]


async def end_everything(work: UnitOfWork, person: UUID) -> None:
    """End matches, withdraw requests, close proposals that ask the person as a partner; the matcher forgets a profile it remembers.

    "The parent of this case" is from now on somebody else than the one erased.
    """
    for match in await going_on.matches(work, person):
        await end_match(work, match, "staff", rematch=False)
    for request in await going_on.requests(work, person):
        await withdraw_request(work, request, "staff")
    asked = await going_on.proposals(work, person)
    await let_go(work, [each.closed("withdrawn", work.business_now) for each in asked])
    await families.forget_unnamed(work, person)
    await look_again(work, partners=[(person, county) for county in await roster.homes(work, [person])])


erasure: Final = Erasure(HOLDINGS, MatchingErasureDone, end=end_everything)
