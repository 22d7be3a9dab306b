"""A person has found that two entries are two people: the pair is not suggested again."""

from uuid import UUID

from notification.domain.errors import OnePerson, PersonNotInDirectory
from notification.storage import duplicates, people
from peerbridge.database.work import UnitOfWork

__all__ = ["tell_apart"]


async def tell_apart(work: UnitOfWork, one: UUID, other: UUID) -> None:
    """Keep it; the same again changes nothing. Raises: OnePerson, PersonNotInDirectory."""
    if one == other:
        raise OnePerson
    first, second = sorted((one, other))
    found = await people.load(work, [first, second])
    for person in (first, second):
        if person not in found:
            raise PersonNotInDirectory(person=person)
    await duplicates.tell_apart(work, found[first], found[second])
    for person in (first, second):
        work.audit(action="tell apart", what="person", subject=person, county=found[person].county)
