"""The tables of programmes and cases. Those without a county hold ids, flags and counties only, so that a hidden row can be found.

Every row of a case carries the case's county: where the case is counted, all that is known of it is.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Index, LargeBinary, MetaData, String, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from peerbridge.database.table import NAMING, CountyScoped

__all__ = [
    "Base",
    "CaseIndexRow",
    "CaseRow",
    "ClosureRow",
    "ParentRow",
    "PersonRow",
    "ProgramCountyRow",
    "ProgramRow",
    "ProgramVersionRow",
    "RemovalRow",
]


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """The base of every table of this service, in a registry of its own: two services in one process never clash."""

    __abstract__ = True


TEXTS = ARRAY(String)
IDS = ARRAY(Uuid)
MOMENT = DateTime(timezone=True)


class ProgramRow(Base, table=True):
    """A programme and its latest version. Open to every reader."""

    __tablename__ = "programs"

    program: str = Field(primary_key=True)
    version: int


class ProgramVersionRow(Base, table=True):
    """A published policy, as it is for ever; beside it the few values that the pool asks for in bulk."""

    __tablename__ = "program_versions"
    __table_args__ = (
        Index("ix_program_versions_to_review", "home_county", "effective_on", postgresql_where=text("NOT reviewed")),
    )

    program: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    effective_on: date
    published_at: datetime = Field(sa_type=MOMENT)
    home_county: str = Field(max_length=5)
    wait_months: int
    exit_policy: str
    case_types: list[str] = Field(sa_type=TEXTS)
    policy: dict[str, Any] = Field(sa_type=JSONB)
    reviewed: bool


class ProgramCountyRow(Base, table=True):
    """A county that a version of a programme serves, with its time zone."""

    __tablename__ = "program_counties"

    program: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    county: str = Field(primary_key=True, max_length=5, index=True)
    zone: str


class CaseIndexRow(Base, table=True):
    """Ids only: the digest of a source's case -> our case and where it is counted; finds a case whose rows are hidden."""

    __tablename__ = "case_index"

    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)
    case_id: UUID = Field(unique=True)
    county: str = Field(max_length=5)


class PersonRow(Base, table=True):
    """Ids only: the digest of a source's person -> our id, the counties that know of them, and whether they opted out."""

    __tablename__ = "people"

    person: UUID = Field(primary_key=True)
    digest: bytes = Field(unique=True, sa_type=LargeBinary)
    counties: list[str] = Field(sa_type=TEXTS)
    opted_out: bool = False


class ParentRow(Base, table=True):
    """Ids only: whose parent's case this is."""

    __tablename__ = "parents"

    person: UUID = Field(primary_key=True)
    case_id: UUID = Field(primary_key=True)


class CaseRow(Base, CountyScoped, table=True):
    """A case, with what follows from its removals and closures. `waiting_since`: no report has said its county yet."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_county", "county", "id"),
        Index("ix_cases_waiting", "county", "id", postgresql_where=text("waiting_since IS NOT NULL")),
    )

    id: UUID = Field(primary_key=True)
    source: str
    source_case: str
    correlation: UUID
    assigned_county: str | None = Field(default=None, max_length=5)
    unnamed_parent: UUID | None = None
    waiting_since: datetime | None = Field(default=None, sa_type=MOMENT)
    open: bool
    opened_on: date | None = None
    closed_on: date | None = None
    closure: UUID | None = None
    exit_reason: str | None = None
    case_type: str
    referred: bool
    parents: list[UUID] = Field(sa_type=IDS)


class RemovalRow(Base, CountyScoped, table=True):
    """A removal that a source reported as open."""

    __tablename__ = "removals"

    case_id: UUID = Field(primary_key=True)
    removal: str = Field(primary_key=True)
    said_county: str = Field(max_length=5)
    opened_on: date
    case_type: str
    parents: list[UUID] = Field(sa_type=IDS)


class ClosureRow(Base, CountyScoped, table=True):
    """One exit as its source says it. `fault`: why it cannot be used until somebody corrects it; `told`: it was announced."""

    __tablename__ = "closures"
    __table_args__ = (
        UniqueConstraint("case_id", "removal", "exit"),
        Index("ix_closures_faulty", "county", "id", postgresql_where=text("fault IS NOT NULL")),
    )

    id: UUID = Field(primary_key=True)
    case_id: UUID
    removal: str
    exit: str
    said_county: str = Field(max_length=5)
    opened_on: date | None = None
    closed_on: date
    code_list: str
    exit_code: int
    case_type: str
    referred: bool
    withdrawn: bool
    fault: str | None = None
    told: bool
    parents: list[UUID] = Field(sa_type=IDS)
