"""Who may be twice in the directory. That two ids are one person's is decided in recruitment; that they are not, here."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from notification.api.parameters import County, Limit
from notification.domain.errors import OnePerson, PersonNotInDirectory
from notification.domain.likeness import Kind
from notification.domain.person import Person
from notification.storage import duplicates, people
from notification.use_cases.tell_apart import tell_apart
from peerbridge.errors import BadRequest
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER
from peerbridge.web import Api, Body, Work, refusals

__all__ = ["router"]

router = Api(tags=["duplicates"])
DECIDES = (COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER)
NOBODY = UUID(int=0)


class EntryView(BaseModel):
    """One of two entries, as far as it helps to decide."""

    person: UUID
    name: str
    county: str

    @classmethod
    def of(cls, person: Person) -> "EntryView":
        """The view of an entry."""
        return cls(person=person.person, name=person.name, county=person.county)


class PairView(BaseModel):
    """Two entries and what they have in common."""

    one: EntryView
    other: EntryView
    same: list[Kind]


class PairsView(BaseModel):
    """A page of pairs; `next`, where there may be more, is what to ask `after`."""

    items: list[PairView]
    next: str | None = None


class ApartBody(Body):
    """Two entries that are two people."""

    one: UUID
    other: UUID


@router.get("/v1/duplicates", roles=DECIDES)
async def listed(
    work: Work,
    *,
    county: County = None,
    same: Annotated[Kind | None, Query(description="only pairs that have this in common")] = None,
    after: Annotated[str, Query(max_length=80, description="`next` of the page before")] = "",
    limit: Limit = 100,
) -> PairsView:
    """Pairs of the caller's counties that share an address, a number or a name and that nobody has told apart."""
    found = await duplicates.listed(work, county=county, kind=same, after=_place(after), limit=limit)
    entries = await people.load(work, {each for pair in found for each in (pair.one, pair.other)})
    work.audit_shown("duplicates", entries.values(), lambda each: (each.person,))
    items = [
        PairView.model_validate(
            {"one": EntryView.of(entries[p.one]), "other": EntryView.of(entries[p.other]), "same": list(p.same)}
        )
        for p in found
    ]
    return PairsView(items=items, next=f"{found[-1].one}/{found[-1].other}" if len(found) == limit else None)


@router.post(
    "/v1/duplicates/dismissals", roles=DECIDES, status_code=204, responses=refusals(OnePerson, PersonNotInDirectory)
)
async def dismiss(body: ApartBody, work: Work) -> None:
    """These are two people: the pair is not suggested again. Merging them stays possible, should that prove wrong."""
    await tell_apart(work, body.one, body.other)


def _place(after: str) -> tuple[UUID, UUID]:
    """The last pair seen. Raises: BadRequest."""
    if not after:
        return NOBODY, NOBODY
    one, _, other = after.partition("/")
    try:
        return UUID(one), UUID(other)
    except ValueError:
        raise BadRequest(reason="after is what an earlier page gave as next") from None
