"""The tables of careers: steps that partners have reached, and benefits that they were given."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from peerbridge.database.table import PersonScoped
from recruitment.storage.tables import Base

__all__ = ["BenefitRow", "CareerStepRow"]


class CareerStepRow(Base, PersonScoped, table=True):
    """A step of a program's ladder or pathway that a partner has reached, once (P40, P41)."""

    __tablename__ = "career_steps"

    person: UUID = Field(primary_key=True)
    program: str = Field(primary_key=True)
    career: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    reached_on: date


class BenefitRow(Base, PersonScoped, table=True):
    """A benefit that a partner was given: an amount in the policy's unit (P39, P40)."""

    __tablename__ = "benefits"
    __table_args__ = (Index("ix_benefits_person", "person", "program"),)

    id: UUID = Field(primary_key=True)
    program: str
    benefit: str
    amount: float
    used_on: date
