"""Matches under supervision: a supervisor's partners, and what is due."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from peerbridge.database.work import UnitOfWork
from peerbridge.identity import CASEWORKER, COORDINATOR, PARTNER, PROGRAM_ADMIN, SUPERVISOR
from peerbridge.web.api import Api
from peerbridge.web.exchange import Work
from supervision.api.parameters import After, County, Limit
from supervision.domain.check_ins import CheckIn
from supervision.domain.relation import Relation
from supervision.domain.rules import Rules, in_force
from supervision.storage import check_ins, policies, reach, relations

__all__ = ["RelationView", "own_unless_asked", "router"]

router = Api(tags=["relations"])


class FirstContact(BaseModel):
    """The deadline of the first contact, until it was made."""

    due_on: date | None
    made_on: date | None
    overdue: bool


class DueCheckIn(BaseModel):
    """A check-in that waits to be held."""

    check_in: UUID
    due_on: date
    state: Literal["due", "overdue"]


class RelationView(BaseModel):
    """A match under supervision.

    `waiting_for`: what it lacks, and `waiting_until` when that becomes a person's matter. `needs_lived_experience`: only a
    supervisor with lived experience of their own may be given (P44).
    """

    match: UUID
    county: str
    shared_with: list[str]
    partner: UUID
    family: UUID
    program: str | None
    supervisor: UUID | None
    waiting_for: Literal["match", "policy", "supervisor"] | None
    waiting_until: datetime | None
    needs_lived_experience: bool
    matched_on: date | None
    first_contact: FirstContact
    check_ins: list[DueCheckIn]
    certification: Literal["unknown", "valid", "suspended", "lapsed", "left"]
    partner_reached: bool
    case_closed_on: date | None
    ended_on: date | None
    end_reason: str | None

    @classmethod
    def of(cls, relation: Relation, due: list[CheckIn], *, reached: bool, lived: bool) -> "RelationView":
        """The view of a relation with its open check-ins; `lived`: what its program asks of supervisors."""
        names = cls.model_fields.keys() - {"first_contact", "check_ins", "partner_reached", "needs_lived_experience"}
        return cls.model_validate(
            {
                **{name: getattr(relation, name) for name in names},
                "shared_with": list(relation.shared_with),
                "first_contact": FirstContact(
                    due_on=relation.first_contact_due,
                    made_on=relation.first_contact_made_on,
                    overdue=relation.first_contact_overdue and relation.first_contact_made_on is None,
                ),
                "check_ins": [{"check_in": each.check_in, "due_on": each.due_on, "state": each.state} for each in due],
                "partner_reached": reached,
                "needs_lived_experience": lived,
            }
        )


class Relations(BaseModel):
    """One page, oldest match first."""

    relations: list[RelationView]


def own_unless_asked(work: UnitOfWork, supervisor: UUID | None) -> UUID | None:
    """Whose partners to list: those asked for; else a supervisor's own, where the token names the person."""
    caller = work.principal
    if supervisor is None and caller is not None and caller.holds(SUPERVISOR) and not caller.holds(COORDINATOR):
        return caller.person
    return supervisor


@router.get("/v1/relations", roles=(SUPERVISOR, COORDINATOR, CASEWORKER, PROGRAM_ADMIN, PARTNER))
async def listed(
    work: Work,
    *,
    supervisor: Annotated[UUID | None, Query(description="a supervisor asks for their own without it")] = None,
    partner: UUID | None = None,
    county: County = None,
    waiting: Annotated[bool | None, Query(description="true: only those that wait for something")] = None,
    ended: bool = False,
    limit: Limit = 100,
    after: After = None,
) -> Relations:
    """Running matches (or ended ones) with what is due of each."""
    whose = None if waiting else own_unless_asked(work, supervisor)
    found = await relations.listed(
        work, supervisor=whose, partner=partner, county=county, waiting=waiting, ended=ended, limit=limit, after=after
    )
    due: dict[UUID, list[CheckIn]] = {}
    for each in await check_ins.open_of(work, [relation.match for relation in found], lock=False):
        due.setdefault(each.match, []).append(each)
    unreached = await reach.unreached(work, {relation.partner for relation in found})
    known = await policies.load(work, {relation.program for relation in found})
    lived = {r.match: _lived(known[r.program], r.today(work.business_now)) for r in found}
    work.audit_shown("relations", found, lambda each: (each.match, each.partner, each.family, each.parent))
    return Relations(
        relations=[
            RelationView.of(r, due.get(r.match, []), reached=r.partner not in unreached, lived=lived[r.match])
            for r in found
        ]
    )


def _lived(versions: Sequence[Rules], today: date) -> bool:
    rules = in_force(versions, today)
    return rules is not None and rules.lived_experience
