"""A person says on which channels they want no messages; effective at once."""

from collections.abc import Collection
from uuid import UUID

from notification.storage import people, turns, whereabouts
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.events.notifications import RecipientOptedOut

__all__ = ["choose_channels"]


async def choose_channels(work: UnitOfWork, person: UUID, channels: Collection[str]) -> list[str]:
    """Keep exactly these opt-outs of a person; they are announced where new. Raises: NotVisible."""
    await work.lock(person)
    county = await _county(work, person)
    known = {channel for _, channel in await people.opted_out(work, [person])}
    await people.opt_back_in(work, person, known - set(channels))
    new = await people.opt_out(work, {(person, channel, county) for channel in channels}, work.business_now)
    await whereabouts.note(work, [(person, county)])
    await turns.hasten(work, person)
    for _, channel in sorted(new):
        work.announce(RecipientOptedOut.model_validate({"person": person, "channel": channel}), county=county)
    return sorted({channel for _, channel in await people.opted_out(work, [person])})


async def _county(work: UnitOfWork, person: UUID) -> str:
    """Where an opt-out counts: where the person is entered.

    Their own may come before that, where anyone wrote to them.
    """
    entered = (await people.load(work, [person])).get(person)
    if entered is not None:
        return entered.county
    known = await whereabouts.counties(work, [person]) if work.principal and work.principal.person == person else []
    if not known:
        raise NotVisible
    return known[0]
