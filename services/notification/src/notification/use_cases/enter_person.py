"""A person is entered in the directory, or changed; what waited for an address goes on at once."""

from notification.domain.errors import CountyIsForStaff, DataDestroyed, ZoneUnknown
from notification.domain.person import Person
from notification.storage import duplicates, erasures, people, turns, whereabouts
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.identity import PERSON_ROLES

__all__ = ["enter_person", "zone_of"]


async def enter_person(work: UnitOfWork, person: Person) -> Person:
    """Keep a person as told. Raises: NotVisible (someone else's own entry), CountyIsForStaff, DataDestroyed."""
    await work.lock(person.person)
    if person.person in work.erased or await erasures.of_person(work, person.person) is not None:
        raise DataDestroyed
    known = (await people.load(work, [person.person])).get(person.person)
    caller = work.principal
    if caller is not None and caller.holds(*PERSON_ROLES):
        if caller.person != person.person:
            raise NotVisible
        if known is not None and known.county != person.county:
            raise CountyIsForStaff
    await people.store(work, person)
    await duplicates.note(work, person)
    await whereabouts.note(work, [(person.person, person.county)])
    await turns.hasten(work, person.person)
    return person


async def zone_of(work: UnitOfWork, county: str, told: str | None) -> str:
    """The time zone told, else the county's as programs name it. Raises: ZoneUnknown."""
    zone = told or await whereabouts.zone(work, county)
    if zone is None:
        raise ZoneUnknown
    return zone
