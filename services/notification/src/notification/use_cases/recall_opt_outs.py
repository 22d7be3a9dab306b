"""Who had opted out before the database was restored is written to no more than before."""

from collections.abc import Sequence

from notification.storage import people, turns, whereabouts
from peerbridge.database.work import UnitOfWork
from peerbridge.events.notifications import RecipientOptedOut

__all__ = ["recall_opt_outs"]


async def recall_opt_outs(work: UnitOfWork, said: Sequence[RecipientOptedOut]) -> None:
    """Keep the opt-outs that the topic tells. Whether somebody wanted messages again afterwards it does not tell."""
    told = [(each.person, each.channel, each.about.county) for each in said]
    await people.opt_out(work, told, work.business_now)
    await whereabouts.note(work, {(person, county) for person, _, county in told})
    for each in said:
        await turns.hasten(work, each.person)
