"""A contact between partner and family; the first one made is announced, an attempt is only kept."""

from datetime import date
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.events.supervision import FirstContactMade
from peerbridge.ids import uuid7
from supervision.domain.relation import Relation, contacted
from supervision.storage import relations

__all__ = ["record_contact"]


async def record_contact(work: UnitOfWork, match: UUID, kind: str, on: date) -> Relation:
    """Keep a contact of a match.

    Raises: NotVisible, MatchNotYetKnown, NotYetHappened, ContactBeforeMatch, MatchOver.
    """
    await work.lock(match)
    known = (await relations.lock(work, [match])).get(match)
    if known is None:
        raise NotVisible
    relation = contacted(known, kind, on, now=work.business_now)
    await relations.note_contact(work, relation, uuid7(), kind, on)
    if relation == known:
        return relation
    await relations.store(work, [relation])
    news = FirstContactMade(match=match, partner=relation.partner, made_on=on)
    work.announce(news, county=relation.county, shared_with=relation.shared_with)
    return relation
