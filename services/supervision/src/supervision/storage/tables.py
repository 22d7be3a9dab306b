"""The tables of supervision.

Everything about a person or a match has a county and a row policy; policies of programs are open.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, MetaData, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from peerbridge.database.table import NAMING, CountyScoped

__all__ = [
    "Assignment",
    "Base",
    "CaseRow",
    "CertificationRow",
    "CheckInRow",
    "ContactRow",
    "PolicyRow",
    "ReachRow",
    "RelationRow",
    "SessionRow",
    "SupervisorRow",
]


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """The base of every table of this service, in a registry of its own: two services in one process never clash."""

    __abstract__ = True


INSTANT: Any = DateTime(timezone=True)


class PolicyRow(Base, table=True):
    """One version of a program's rules of supervision."""

    __tablename__ = "policies"
    program: str = Field(primary_key=True, max_length=64)
    version: int = Field(primary_key=True)
    effective_on: date
    said: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class SupervisorRow(Base, CountyScoped, table=True):
    """A supervisor of the register: `county` is the first of their counties, `shared_with` the others."""

    __tablename__ = "supervisors"
    person: UUID = Field(primary_key=True)
    span: int
    absent_from: date | None = None
    absent_until: date | None = None
    delegate: UUID | None = None
    lived_experience: bool = False


class Assignment(Base, table=True):
    """Ids only: who supervises which partner, so that a span counts in all counties whoever asks."""

    __tablename__ = "assignments"
    match: UUID = Field(primary_key=True)
    supervisor: UUID = Field(index=True)
    partner: UUID


class RelationRow(Base, CountyScoped, table=True):
    """A match under supervision."""

    __tablename__ = "relations"
    __readers__ = ("partner",)
    __table_args__ = (
        Index(
            "ix_relations_waiting", "county", "match", postgresql_where=text("waiting_for IN ('policy', 'supervisor')")
        ),
        Index(
            "ix_relations_late",
            "county",
            "late_at",
            postgresql_where=text("first_contact_made_on IS NULL AND NOT first_contact_overdue AND ended_on IS NULL"),
        ),
        Index("ix_relations_partner", "partner", "program"),
        Index("ix_relations_case", "case"),
        Index("ix_relations_supervisor", "supervisor"),
    )
    match: UUID = Field(primary_key=True)
    partner: UUID
    family: UUID
    parent: UUID
    case: UUID | None = None
    program: str | None = Field(default=None, max_length=64)
    begun_at: datetime | None = Field(default=None, sa_type=INSTANT)
    zone: str | None = Field(default=None, max_length=64)
    matched_on: date | None = None
    waiting_for: str | None = Field(default=None, max_length=20)
    waiting_until: datetime | None = Field(default=None, sa_type=INSTANT)
    supervisor: UUID | None = None
    assigned_on: date | None = None
    first_contact_due: date | None = None
    late_at: datetime | None = Field(default=None, sa_type=INSTANT)
    first_contact_made_on: date | None = None
    first_contact_overdue: bool = False
    ended_on: date | None = None
    end_reason: str | None = Field(default=None, max_length=20)
    case_closed_on: date | None = None
    certification: str = Field(default="unknown", max_length=20)


class ContactRow(Base, CountyScoped, table=True):
    """A contact between partner and family; attempted is not made."""

    __tablename__ = "contacts"
    __readers__ = ("partner",)
    contact: UUID = Field(primary_key=True)
    match: UUID = Field(index=True)
    partner: UUID
    kind: str = Field(max_length=20)
    held_on: date
    entered_at: datetime = Field(sa_type=INSTANT)


class CheckInRow(Base, CountyScoped, table=True):
    """A check-in of partner and supervisor."""

    __tablename__ = "check_ins"
    __readers__ = ("partner",)
    __table_args__ = (
        Index("ix_check_ins_late", "county", "late_at", postgresql_where=text("state = 'due'")),
        Index("ix_check_ins_match", "match"),
    )
    check_in: UUID = Field(primary_key=True)
    match: UUID
    partner: UUID
    due_on: date
    late_at: datetime = Field(sa_type=INSTANT)
    state: str = Field(max_length=20)
    completed_on: date | None = None


class CertificationRow(Base, CountyScoped, table=True):
    """A partner's place in a program."""

    __tablename__ = "certifications"
    __readers__ = ("partner",)
    __table_args__ = (
        Index(
            "ix_certifications_unplanned", "county", postgresql_where=text("NOT planned AND valid_until IS NOT NULL")
        ),
    )
    partner: UUID = Field(primary_key=True)
    program: str = Field(primary_key=True, max_length=64)
    anchor_on: date
    valid_until: date | None = None
    state: str = Field(max_length=20)
    planned: bool = False


class SessionRow(Base, CountyScoped, table=True):
    """A support session of a partner."""

    __tablename__ = "sessions"
    __readers__ = ("partner",)
    __table_args__ = (
        Index("ix_sessions_late", "county", "late_at", postgresql_where=text("state = 'due'")),
        Index("ix_sessions_partner", "partner", "program"),
    )
    session: UUID = Field(primary_key=True)
    partner: UUID
    program: str = Field(max_length=64)
    series: str = Field(max_length=64)
    kind: str = Field(max_length=20)
    zone: str = Field(max_length=64)
    anchor_on: date
    number: int
    due_on: date
    late_at: datetime = Field(sa_type=INSTANT)
    state: str = Field(max_length=20)
    held_on: date | None = None


class CaseRow(Base, CountyScoped, table=True):
    """Whether a case is closed, for the relation that is or will be about it."""

    __tablename__ = "cases"
    case: UUID = Field(primary_key=True)
    closure: UUID | None = None
    closed_on: date | None = None


class ReachRow(Base, CountyScoped, table=True):
    """Whether messages reach a person, per county that said so: the last outcome heard, and whether they opted out."""

    __tablename__ = "reach"
    __readers__ = ("person",)
    person: UUID = Field(primary_key=True)
    county: str = Field(primary_key=True, max_length=5)
    failed: str | None = Field(default=None, max_length=20)
    opted_out: bool = False
