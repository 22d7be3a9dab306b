"""What every change of cases comes to: announced, stored, found again where it is counted, and its parents decided on."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.base import Event
from recruitment.domain.case_news import news
from recruitment.domain.cases import Case
from recruitment.domain.reports import told
from recruitment.storage import case_index, cases, people
from recruitment.storage.cases import Change
from recruitment.storage.people import Known
from recruitment.use_cases.decide_people import decide_people

__all__ = ["settle_cases"]


async def settle_cases(
    work: UnitOfWork, changes: Sequence[Change], known: Sequence[Known], because: Mapping[UUID, Event] | None = None
) -> None:
    """Bring changed cases to an end. Locks of the cases and of all their parents, before and after, are held.

    `because`: heard events by case.
    """
    heard = because or {}
    for before, after in changes:
        _announce(work, before, after, heard.get(after.id))
    settled = [(before, told(after)) for before, after in changes]
    await cases.store(work, settled)
    await case_index.move(work, {after.id: after.county for _, after in settled})
    concerned = await _noted(work, settled, {each.person: each for each in known})
    await decide_people(work, concerned, heard)


def _announce(work: UnitOfWork, before: Case | None, after: Case, because: Event | None) -> None:
    moved = before is not None and not before.waiting and before.county != after.county
    work.announce(
        *news(before, after),
        county=after.county,
        shared_with=[before.county] if before is not None and moved else (),
        because=because,
        correlation=after.correlation,
    )


async def _noted(work: UnitOfWork, changes: Sequence[Change], known: Mapping[UUID, Known]) -> list[Known]:
    """The parents concerned, each noted in the county of their case. Of a case that waits for its county, none is yet."""
    counties: dict[UUID, set[str]] = {}
    for before, after in changes:
        for parent in {*after.parents, *(before.parents if before else ())} if not after.waiting else ():
            counties.setdefault(parent, set()).add(after.county)
    concerned = []
    for person, found in sorted(counties.items()):
        each = known[person]
        concerned.append(Known(person, each.digest, each.counties | found, each.opted_out))
    fresh = [(person, county) for person, found in counties.items() for county in found - known[person].counties]
    await people.note(work, fresh)
    return concerned
