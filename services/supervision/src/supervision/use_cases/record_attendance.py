"""A partner attended a support session: that they did, and when; never what was said."""

from datetime import date
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.events.supervision import SessionKept
from peerbridge.ids import uuid7
from supervision.domain.sessions import Session, after, attended
from supervision.storage import certifications, policies, sessions

__all__ = ["record_attendance", "set_next"]


async def record_attendance(work: UnitOfWork, session: UUID, on: date) -> Session:
    """Record attendance; the next session of the series is set. Raises: NotVisible, SessionOver, NotYetHappened."""
    found = await sessions.lock(work, session)
    if found is None:
        raise NotVisible
    kept = attended(found, on, now=work.business_now)
    await sessions.store(work, [kept])
    if found.state == "due":
        await set_next(work, [kept])
    news = SessionKept(partner=kept.partner, session=session, held_on=on)
    work.announce(news, county=kept.county, shared_with=kept.shared_with)
    return kept


async def set_next(work: UnitOfWork, done: list[Session]) -> None:
    """Set the next session after each of these, where partner and program still hold the series."""
    versions = await policies.load(work, {each.program for each in done})
    places = await certifications.load(work, {(each.partner, each.program) for each in done})
    following = [
        after(
            each,
            places.get((each.partner, each.program)),
            versions[each.program],
            now=work.business_now,
            session=uuid7(),
        )
        for each in done
    ]
    await sessions.store(work, [each for each in following if each is not None])
