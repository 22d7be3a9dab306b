"""The tables of cohorts: a run of a training, who is in it, and its meetings."""

from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Index, Uuid
from sqlmodel import Field

from peerbridge.database.table import CountyScoped, PersonScoped
from recruitment.storage.tables import Base

__all__ = ["CohortMemberRow", "CohortRow", "CohortSessionRow"]


class CohortRow(Base, CountyScoped, table=True):
    """One run of a training in a county (P29)."""

    __tablename__ = "cohorts"
    __table_args__ = (Index("ix_cohorts_county", "county", "id"),)

    id: UUID = Field(primary_key=True)
    program: str
    training: str
    zone: str
    starts_on: date
    modality: str | None = None
    closed_on: date | None = None


class CohortMemberRow(Base, PersonScoped, table=True):
    """Somebody in a cohort."""

    __tablename__ = "cohort_members"

    cohort: UUID = Field(primary_key=True)
    application: UUID = Field(primary_key=True)


class CohortSessionRow(Base, CountyScoped, table=True):
    """A meeting of a cohort; `attended`: the applications of those who were there, ids only."""

    __tablename__ = "cohort_sessions"

    cohort: UUID = Field(primary_key=True)
    held_on: date = Field(primary_key=True)
    hours: float
    attended: list[UUID] = Field(sa_type=ARRAY(Uuid))
