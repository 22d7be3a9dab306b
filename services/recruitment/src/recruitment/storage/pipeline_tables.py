"""The tables from application to partner. What a check or a panel found stands apart, behind the county's policy alone.

Every row carries its application's county; a certification is shared with the other counties the partner serves.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Index, Integer, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from peerbridge.database.table import CountyScoped, PersonScoped
from recruitment.storage.tables import Base

__all__ = [
    "GOES_ON",
    "ApplicationRow",
    "BackgroundCheckRow",
    "CertificationRow",
    "CheckOpeningRow",
    "EducationRow",
    "ReadinessRow",
    "ScreeningDecisionRow",
    "ScreeningNoteRow",
    "StaffPlaceRow",
    "TrainingRow",
]

TEXTS = ARRAY(String)
MOMENT = DateTime(timezone=True)
GOES_ON = text("state IN ('open', 'hired', 'certified')")


class ApplicationRow(Base, PersonScoped, table=True):
    """An application under one version of a policy. `cleared`: passed checks, and the days between which they count."""

    __tablename__ = "applications"
    __table_args__ = (
        Index("ix_applications_county", "county", "id"),
        Index("ix_applications_person", "person"),
        Index("uq_applications_goes_on", "person", "program", unique=True, postgresql_where=GOES_ON),
    )

    id: UUID = Field(primary_key=True)
    program: str
    zone: str
    version: int
    submitted_on: date
    state: str
    cleared: dict[str, Any] = Field(sa_type=JSONB)
    employment: str | None = None
    employer: str | None = None
    hired_on: date | None = None
    closed_on: date | None = None


class ScreeningDecisionRow(Base, PersonScoped, table=True):
    """A decided step of screening; a step is decided once."""

    __tablename__ = "screening_decisions"

    application: UUID = Field(primary_key=True)
    step: str = Field(primary_key=True)
    decision: str
    decided_on: date
    modality: str | None = None
    qualifications: list[str] = Field(sa_type=TEXTS)


class ScreeningNoteRow(Base, CountyScoped, table=True):
    """Restricted: who decided a step, why, with which scores and notes; each panellist's own stand with the panellist."""

    __tablename__ = "screening_notes"

    application: UUID = Field(primary_key=True)
    step: str = Field(primary_key=True)
    panel: list[dict[str, Any]] = Field(sa_type=JSONB)
    scores: dict[str, int] = Field(sa_type=JSONB)
    notes: str | None = None
    reason: str | None = None
    decided_by: str


class BackgroundCheckRow(Base, CountyScoped, table=True):
    """Restricted: a decision about a check, one row for each that was made."""

    __tablename__ = "background_checks"
    __table_args__ = (Index("ix_background_checks_application", "application"),)

    id: UUID = Field(primary_key=True)
    application: UUID
    person: UUID
    check_id: str
    outcome: str
    decided_on: date
    valid_until: date | None = None
    categories: list[str] = Field(sa_type=TEXTS)
    letter: str | None = None
    letter_declined: bool = False
    decided_by: str


class CheckOpeningRow(Base, PersonScoped, table=True):
    """A check that was asked for and is not decided yet; gone with its decision. Of one kind there is one at a time."""

    __tablename__ = "check_openings"

    application: UUID = Field(primary_key=True)
    check_id: str = Field(primary_key=True)
    opened_on: date
    opened_by: str


class TrainingRow(Base, PersonScoped, table=True):
    """A completed training, or a part of shadowing."""

    __tablename__ = "trainings"
    __table_args__ = (Index("ix_trainings_application", "application"),)

    id: UUID = Field(primary_key=True)
    application: UUID
    training: str
    completed_on: date
    started_on: date | None = None
    hours: float
    modality: str | None = None


class ReadinessRow(Base, PersonScoped, table=True):
    """Both ratings of the same skills, by skill, and the plan that partner and coordinator agreed on (P36)."""

    __tablename__ = "readiness"

    application: UUID = Field(primary_key=True)
    agreed_on: date
    partner: dict[str, int] = Field(sa_type=JSONB)
    coordinator: dict[str, int] = Field(sa_type=JSONB)
    plan: str


class CertificationRow(Base, PersonScoped, table=True):
    """A partner's certification. `due_on`: the next day on which time alone changes something."""

    __tablename__ = "certifications"
    __table_args__ = (
        Index("ix_certifications_due", "county", "due_on", postgresql_where=text("due_on IS NOT NULL")),
        Index("ix_certifications_county", "county", "application"),
        Index("ix_certifications_person", "person", "program"),
    )

    application: UUID = Field(primary_key=True)
    program: str
    zone: str
    valid_from: date
    valid_until: date
    began_on: date
    term_until: date
    educated_until: date
    roles: list[str] = Field(sa_type=TEXTS)
    role_limits: list[str] = Field(sa_type=TEXTS)
    capacity: int
    counties: list[str] = Field(sa_type=TEXTS)
    look_ahead: list[int] = Field(sa_type=ARRAY(Integer))
    state: str
    suspension: str | None = None
    suspended_on: date | None = None
    noticed: int | None = None
    training_due_on: date | None = None
    check_due_on: date | None = None
    ended_on: date | None = None
    due_on: date | None = None


class EducationRow(Base, PersonScoped, table=True):
    """Continuing education: of one day and topic there is one entry (P33, P34)."""

    __tablename__ = "education"

    person: UUID = Field(primary_key=True)
    program: str = Field(primary_key=True)
    completed_on: date = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    hours: float
    recorded_at: datetime = Field(sa_type=MOMENT)


class StaffPlaceRow(Base, table=True):
    """Ids only: who holds a place in a program's headcount, over all its counties (P11, P15)."""

    __tablename__ = "staff_places"

    application: UUID = Field(primary_key=True)
    program: str = Field(index=True)
