"""What is kept about families: their cases, requests, proposals and matches, each in the family's county."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from matching.storage.columns import Base, document, ids, moment, texts
from peerbridge.database.table import CountyScoped

__all__ = [
    "FamilyRow",
    "FormerRow",
    "KnownCaseRow",
    "MatchRow",
    "MeasuredRow",
    "ProposalRow",
    "RequestRow",
    "WaitingRow",
]


class KnownCaseRow(Base, CountyScoped, table=True):
    """What is known of a case."""

    __tablename__ = "known_case"
    __readers__ = ("parents",)

    case: UUID = Field(primary_key=True)
    state: str
    opened_on: date | None
    closed_on: date | None
    closure: UUID | None
    parents: list[UUID] = ids()
    sequence: int
    story: UUID | None


class FamilyRow(Base, CountyScoped, table=True):
    """A parent and their case, under an id made here. One family per case has an unnamed parent at most."""

    __tablename__ = "family"
    __readers__ = ("parent",)
    __table_args__ = (
        Index("uq_family_parent", "case", "parent", unique=True),
        Index("uq_family_unnamed", "case", unique=True, postgresql_where=text("NOT named")),
    )

    family: UUID = Field(primary_key=True)
    case: UUID
    parent: UUID
    named: bool


class RequestRow(Base, CountyScoped, table=True):
    """A family's wish for a partner: at most one open or matched at a time."""

    __tablename__ = "request"
    __readers__ = ("partner", "parent")
    __table_args__ = (
        Index("uq_request_family", "family", unique=True, postgresql_where=text("state IN ('open', 'matched')")),
        Index("ix_request_case", "case"),
        Index("ix_request_county", "county", "state"),
    )

    request: UUID = Field(primary_key=True)
    family: UUID
    case: UUID
    parent: UUID
    asked_at: datetime = moment()
    urgency: int
    must_languages: list[str] = texts()
    preferred_languages: list[str] = texts()
    needs: list[str] = texts()
    wishes: list[str] = texts()
    culture: str | None
    ages: list[str] = texts()
    contact_style: str | None
    contact_every: str | None
    format: str | None
    match_mode: str | None
    court_on: date | None
    tasks: list[str] = texts()
    avoid: list[UUID] = ids()
    household: list[UUID] = ids()
    refused_partners: list[UUID] = ids()
    state: str
    reason: str | None
    partner: UUID | None
    closed_at: datetime | None = moment(nullable=True)
    attention: str | None


class WaitingRow(Base, table=True):
    """Which requests wait for a proposal, and where.

    Ids only and without a policy: whoever's transaction it is says so, whatever they may see.
    """

    __tablename__ = "waiting"
    __table_args__ = (Index("ix_waiting_county", "county"),)

    request: UUID = Field(primary_key=True)
    county: str = Field(max_length=5)


class PoolChangeRow(Base, table=True):
    """That something of a state's pool is other than it was: a request, a partner, or (no subject) the rules for all.

    Left by whatever changes it, in its own transaction, for the one worker that keeps the state's matcher (ADR 28). Ids only
    and without a policy, as `waiting`.
    """

    __tablename__ = "pool_change"
    __table_args__ = (Index("ix_pool_change_state", "state", "id"),)

    id: int = Field(primary_key=True, sa_type=BigInteger)
    state: str = Field(max_length=2)
    what: str
    subject: UUID | None


class ProposalRow(Base, CountyScoped, table=True):
    """A suggested pair with its points as they were."""

    __tablename__ = "proposal"
    __readers__ = ("partner", "parent")
    __table_args__ = (
        Index("ix_proposal_parent", "parent"),
        Index("ix_proposal_partner", "partner"),
        Index("ix_proposal_request", "request"),
        Index("ix_proposal_due", "county", "expires_on", postgresql_where=text("state IN ('tentative', 'open')")),
    )

    proposal: UUID = Field(primary_key=True)
    request: UUID
    family: UUID
    case: UUID
    parent: UUID
    partner: UUID
    program: str
    zone: str
    valid_days: int
    state: str
    proposed_at: datetime = moment()
    expires_on: date
    total: int
    points: list[dict[str, Any]] = document()
    partner_answer: str | None
    partner_answered_at: datetime | None = moment(nullable=True)
    family_answer: str | None
    family_answered_at: datetime | None = moment(nullable=True)
    declined_by: str | None
    reason: str | None
    closed_at: datetime | None = moment(nullable=True)
    was_told: bool
    seen_at: datetime | None = moment(nullable=True)
    reminded_at: datetime | None = moment(nullable=True)
    priority: int
    pool_version: int
    chosen_by: str
    chosen_because: str | None
    u: int | None = Field(default=None, sa_type=BigInteger)
    pi: int | None = Field(default=None, sa_type=BigInteger)
    others: list[dict[str, Any]] = document()


class MatchRow(Base, CountyScoped, table=True):
    """A pair that both sides agreed to."""

    __tablename__ = "match"
    __readers__ = ("partner", "parent")
    __table_args__ = (
        Index("uq_match_request", "request", unique=True),
        Index("ix_match_parent", "parent"),
        Index("ix_match_partner", "partner"),
        Index("ix_match_case", "case"),
    )

    match: UUID = Field(primary_key=True)
    request: UUID
    proposal: UUID
    family: UUID
    case: UUID
    parent: UUID
    partner: UUID
    program: str
    zone: str
    made_at: datetime = moment()
    state: str
    reason: str | None
    ended_at: datetime | None = moment(nullable=True)
    attention: list[str] = texts()
    mode: str
    handover: list[str] = texts()


class MeasuredRow(Base, CountyScoped, table=True):
    """A figure of a county as it was last told: `fairness`, or `supply:` and a language."""

    __tablename__ = "measured"

    county: str = Field(primary_key=True, max_length=5)
    what: str = Field(primary_key=True)
    measured_on: date
    figures: dict[str, Any] = document()


class FormerRow(Base, CountyScoped, table=True):
    """A former relation of a family, opened to the partner of a later match by a person's decision, as it was then."""

    __tablename__ = "former"
    __readers__ = ("partner", "parent")

    match: UUID = Field(primary_key=True)
    former: UUID
    partner: UUID
    parent: UUID
    reason: str
    opened_by: str
    opened_at: datetime = moment()
    made_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)
    ended_for: str | None
    handover: list[str] = texts()
