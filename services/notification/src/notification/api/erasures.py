"""A person's data is destroyed by a state officer's order; the certificate says what every service answered."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from pydantic import BaseModel, Field

from notification.api.parameters import After, County, Limit
from notification.domain.erasure import SERVICES, Certificate, Order, Reason
from notification.domain.errors import MatchRuns, NoHold, OnLegalHold, PersonUnknown
from notification.settings import Settings
from notification.storage import erasures
from notification.use_cases.legal_holds import lift_hold, put_on_hold
from notification.use_cases.order_erasure import order_erasure
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import BeyondCounties, NotVisible
from peerbridge.identity import ATTORNEY, PROGRAM_ADMIN, STATE_OFFICER
from peerbridge.web import Api, Body, Work, refusals

__all__ = ["router"]

router = Api(tags=["erasure"])
READERS = (STATE_OFFICER, PROGRAM_ADMIN)
Reference = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:/#-]+$")]
"""The number of an order or a file: no blank fits, so no name does."""


class OrderBody(Body):
    """Why, and by whose order."""

    reason: Reason
    reference: Reference | None = None


class HoldBody(Body):
    """By which order a person's data must be kept."""

    reference: Reference


class AnswerView(BaseModel):
    """What one service has destroyed: rows deleted, rows emptied of what is personal. `times`: a restored one says it again."""

    service: str
    answered_at: datetime
    deleted: int
    emptied: int
    times: int


class CertificateView(BaseModel):
    """`complete`: every service has answered; from `backups_gone_on` on no backup holds the data either."""

    erasure: UUID
    person: UUID
    county: str
    reason: str
    reference: str | None
    ordered_by: str
    ordered_at: datetime
    answers: list[AnswerView]
    missing: list[str]
    complete: bool
    late: bool
    backups_gone_on: date | None

    @classmethod
    def of(cls, told: Certificate) -> "CertificateView":
        """The view of a certificate."""
        names = ("erasure", "person", "county", "reason", "reference", "ordered_by", "ordered_at")
        answers = [
            AnswerView.model_validate({name: getattr(each, name) for name in AnswerView.model_fields})
            for each in sorted(told.answers.values(), key=lambda each: each.service)
        ]
        return cls(
            **{name: getattr(told.order, name) for name in names},
            answers=answers, missing=list(told.missing), complete=not told.missing, late=told.late,
            backups_gone_on=told.backups_gone_on,
        )  # fmt: skip


class Certificates(BaseModel):
    """One page, oldest first."""

    erasures: list[CertificateView]


async def certified(request: Request, work: UnitOfWork, orders: list[Order]) -> list[CertificateView]:
    """The certificates of these orders as they stand."""
    settings: Settings = request.app.state.runtime.settings
    told = await erasures.answers(work, [order.erasure for order in orders])
    return [
        CertificateView.of(
            Certificate.of(
                order, told.get(order.erasure, []), now=work.business_now,
                patience=patience(settings), backups=timedelta(days=settings.backup_retention_days),
            )
        )
        for order in orders
    ]  # fmt: skip


def patience(settings: Settings) -> timedelta:
    """How long services have to answer."""
    return timedelta(hours=settings.erasure_answer_hours)


@router.post(
    "/v1/people/{person}/erasure",
    roles=(STATE_OFFICER,),
    status_code=202,
    responses=refusals(PersonUnknown, BeyondCounties, MatchRuns, OnLegalHold),
)
async def order(person: UUID, body: OrderBody, request: Request, work: Work) -> CertificateView:
    """Have a person's data destroyed in every service. The same order again answers with the certificate as it stands."""
    made = await order_erasure(work, person, body.reason, body.reference)
    return (await certified(request, work, [made]))[0]


@router.get("/v1/people/{person}/erasure", roles=READERS, responses=refusals(NotVisible))
async def one(person: UUID, request: Request, work: Work) -> CertificateView:
    """The certificate of a person's erasure. Raises: NotVisible."""
    found = await erasures.of_person(work, person)
    if found is None:
        raise NotVisible
    work.audit(action="read", what="erasure", subject=person, county=found.county)
    return (await certified(request, work, [found]))[0]


@router.get("/v1/erasures", roles=READERS)
async def listed(
    request: Request,
    work: Work,
    *,
    late: Annotated[bool, Query(description="only those that a service has not answered in time")] = False,
    county: County = None,
    limit: Limit = 100,
    after: After = None,
) -> Certificates:
    """Orders and what was answered, oldest first; `late` is a person's list."""
    before = work.business_now - patience(request.app.state.runtime.settings) if late else None
    found = await erasures.listed(work, county=county, after=after, late=before, services=len(SERVICES), limit=limit)
    work.audit_shown("erasures", found, lambda each: (each.person,))
    return Certificates(erasures=await certified(request, work, found))


@router.put(
    "/v1/people/{person}/legal-hold",
    roles=(STATE_OFFICER, ATTORNEY),
    status_code=204,
    responses=refusals(PersonUnknown),
)
async def hold(person: UUID, body: HoldBody, work: Work) -> None:
    """Keep a person's data although somebody orders its destruction, until the hold is lifted."""
    await put_on_hold(work, person, body.reference)


@router.delete(
    "/v1/people/{person}/legal-hold", roles=(STATE_OFFICER, ATTORNEY), status_code=204, responses=refusals(NoHold)
)
async def lift(person: UUID, work: Work) -> None:
    """Lift a legal hold. Raises: NoHold."""
    await lift_hold(work, person)
