"""A candidate who wants to hear nothing more hears nothing more, from the next hand-over on."""

from collections.abc import Sequence

from notification.storage import people, turns, whereabouts
from peerbridge.database.work import UnitOfWork
from peerbridge.events.candidates import CandidateOptedOut
from peerbridge.events.notifications import RecipientOptedOut

__all__ = ["note_opt_outs"]


async def note_opt_outs(work: UnitOfWork, heard: Sequence[CandidateOptedOut]) -> None:
    """Keep the opt-outs on every channel there is, and announce those that are new."""
    told = [(said.person, "email", said.about.county) for said in heard]
    new = await people.opt_out(work, told, work.business_now)
    await whereabouts.note(work, {(person, county) for person, _, county in told})
    for said in heard:
        if (said.person, "email") not in new:
            continue
        await turns.hasten(work, said.person)
        news = RecipientOptedOut(person=said.person, channel="email")
        work.announce(news, county=said.about.county, shared_with=said.about.shared_with, because=said)
