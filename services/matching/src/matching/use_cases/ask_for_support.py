"""A family asks for a partner, for a case that is open. One request at a time; nobody has to name the parent."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

from matching.domain import news
from matching.domain.cases import FoundCase, KnownCase, check_parent, settled
from matching.domain.programs import zone_of
from matching.domain.requests import Family, SupportRequest, check_court_day, check_first, check_people
from matching.storage import families, people, programs, waiting
from matching.use_cases.look_again import look_again
from peerbridge.database.work import UnitOfWork
from peerbridge.ids import uuid7
from peerbridge.merging import by_kept_ids

__all__ = ["Wish", "ask_for_support"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, as codes and ids (see `SupportRequest`)."""

    urgency: int
    must_languages: tuple[str, ...]
    preferred_languages: tuple[str, ...]
    needs: tuple[str, ...]
    wishes: tuple[str, ...]
    culture: str | None
    ages: tuple[str, ...]
    contact_style: str | None
    contact_every: str | None
    format: str | None
    match_mode: str | None
    court_on: date | None
    tasks: tuple[str, ...]
    avoid: tuple[UUID, ...]
    household: tuple[UUID, ...]
    refused_partners: tuple[UUID, ...]


async def ask_for_support(
    work: UnitOfWork, case: UUID, parent: UUID | None, wish: Wish, found: FoundCase | None
) -> SupportRequest:
    """Make the family's request, announce it in the story of its case, and have it looked at.

    Raises: CaseUnknown, CaseIsClosed, OpenRequestExists, FamilyHasPartner, ParentNotOfCase, PersonUnknown, NotAtHome,
    CourtDayPassed.
    """
    await work.lock(case)
    wish = replace(
        wish,
        avoid=await by_kept_ids(work, wish.avoid),
        household=await by_kept_ids(work, wish.household),
        refused_partners=await by_kept_ids(work, wish.refused_partners),
    )
    if parent is not None:
        (parent,) = await by_kept_ids(work, [parent])
    known = settled(case, await families.case_of(work, case), found)
    if work.scope.person is None:
        check_parent(known, parent)
    family = await _family(work, known, parent)
    await _check(work, known, family, wish)
    check_first(await _requests_of(work, known, family))
    request = request_of(family, wish, work)
    await _keep_case(work, known, family)
    await families.store_families(work, [family])
    await keep_request(work, request, known.story)
    return request


async def keep_request(work: UnitOfWork, request: SupportRequest, story: UUID | None) -> None:
    """Store a new request, announce it, and have its county looked at; an earlier one of the family needs no attention any more."""
    before = await families.requests_of_family(work, request)
    await families.store_requests(work, [request, *(each.listed(None) for each in before if each.attention)])
    await waiting.add(work, [(request.request, request.county)])
    work.announce(news.requested(request), county=request.county, correlation=story)
    await look_again(work, requests=[(request.request, request.county)])


async def _check(work: UnitOfWork, case: KnownCase, family: Family, wish: Wish) -> None:
    """Refuse what is a mistake: people nobody knows, somebody to avoid at home, a court day that is over."""
    check_people(family.parent, wish.avoid, wish.household)
    check_court_day(wish.court_on, work.today(zone_of(await programs.versions(work), case.county)))
    await people.check_known(work, (*wish.avoid, *wish.household, *wish.refused_partners), besides=case.parents)


async def _family(work: UnitOfWork, case: KnownCase, parent: UUID | None) -> Family:
    """The family as it is known, or a new one; without a name it is the only parent of this case, or the one unnamed."""
    known = await families.families_of(work, case.case)
    if parent is None:
        unnamed = [family for family in known if not family.named]
        if unnamed:
            return unnamed[0]
        parent = _only_parent(work, case)
    for family in known:
        if family.parent == parent:
            return family
    return Family(
        family=uuid7(), case=case.case, parent=parent or uuid7(), county=case.county, named=parent is not None
    )


def _only_parent(work: UnitOfWork, case: KnownCase) -> UUID | None:
    """The parent of a case that has only one, as far as it is known; None where there are more, or none."""
    parents = set(case.parents) - work.erased
    return parents.pop() if len(parents) == 1 else None


async def _requests_of(work: UnitOfWork, case: KnownCase, family: Family) -> list[SupportRequest]:
    """All requests of a family; of the only parent of a case also those made before anybody said who that is."""
    found = await families.requests_of_family(work, family)
    if family.parent == _only_parent(work, case):
        for other in await families.families_of(work, case.case):
            found += [] if other.named else await families.requests_of_family(work, other)
    return found


async def _keep_case(work: UnitOfWork, case: KnownCase, family: Family) -> None:
    """Remember what recruitment told; in a parent's own transaction only where the case names the parent."""
    if case.county in work.scope.counties or family.parent in case.parents:
        await families.store_cases(work, [case])


def request_of(family: Family, wish: Wish, work: UnitOfWork) -> SupportRequest:
    """The request of a family, made now."""
    return SupportRequest(
        request=uuid7(),
        family=family.family,
        case=family.case,
        parent=family.parent,
        county=family.county,
        asked_at=work.business_now,
        **asdict(wish),
    )
