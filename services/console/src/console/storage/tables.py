"""What console keeps: every event as it was told, the things it mentions, where each counted thing stands, and the numbers.

`mention` and `program` hold ids and a programme's own words only and have no row policy; all else is seen by county.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, MetaData, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from peerbridge.database.table import NAMING, CountyScoped

__all__ = ["Base", "EventRow", "MarkRow", "MentionRow", "ProgramRow", "ServedCountyRow", "SharedRow", "TallyRow"]

AT: Any = DateTime(timezone=True)


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """The base of every table of this service, in a registry of its own: two services in one process never clash."""

    __abstract__ = True


class EventRow(Base, CountyScoped, table=True):
    """One event. `tx` is the transaction that stored it: by it the live feed knows what it has not shown yet."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_county", "county", "id"),
        Index("ix_event_type", "type", "county", "id"),
        Index("ix_event_subject", "subject", "id"),
        Index("ix_event_correlation", "correlation"),
        Index("ix_event_causation", "causation"),
        Index("ix_event_tx", "tx"),
    )
    id: UUID = Field(primary_key=True)
    topic: str
    type: str
    subject: str
    is_shared: bool
    time: datetime = Field(sa_type=AT)
    sequence: int = Field(sa_type=BigInteger)
    correlation: UUID
    causation: UUID | None = None
    ids: list[UUID] = Field(sa_type=ARRAY(Uuid))
    case_id: UUID | None = None
    data: dict[str, Any] = Field(sa_type=JSONB)
    tx: int = Field(
        sa_type=BigInteger, sa_column_kwargs={"server_default": text("(pg_current_xact_id()::text)::bigint")}
    )


class MentionRow(Base, table=True):
    """A thing and an event that names it. Ids only: an index that row policies do not keep from being used."""

    __tablename__ = "mention"
    thing: UUID = Field(primary_key=True)
    event: UUID = Field(primary_key=True)


class SharedRow(Base, CountyScoped, table=True):
    """An event that is shared with a county: `event`'s trigger writes it, so that a county's lists are index ranges here too."""

    __tablename__ = "shared"
    __table_args__ = (Index("ix_shared_type", "type", "county", "event"),)
    county: str = Field(primary_key=True, max_length=5)
    event: UUID = Field(primary_key=True)
    type: str


class MarkRow(Base, CountyScoped, table=True):
    """Where one slot of one thing stands in one county (`domain.marks`)."""

    __tablename__ = "mark"
    __table_args__ = (
        Index("ix_mark_state", "state", "county", "event", postgresql_where=text("state IS NOT NULL")),
        Index("ix_mark_match", "match", postgresql_where=text("match IS NOT NULL")),
        Index(
            "ix_mark_due",
            "county",
            "due_on",
            "event",
            postgresql_where=text("state IN ('check_in_overdue', 'contact_overdue')"),
        ),
    )
    slot: str = Field(primary_key=True)
    thing: str = Field(primary_key=True)
    county: str = Field(primary_key=True, max_length=5)
    state: str | None = None
    event: UUID
    sequence: int = Field(sa_type=BigInteger)
    time: datetime = Field(sa_type=AT)
    program: str
    match: UUID | None = None
    case_id: UUID | None = None
    due_on: date | None = None


class TallyRow(Base, CountyScoped, table=True):
    """How many marks of a county and program stand in a state."""

    __tablename__ = "tally"
    county: str = Field(primary_key=True, max_length=5)
    program: str = Field(primary_key=True)
    state: str = Field(primary_key=True)
    n: int = Field(sa_type=BigInteger)


class ProgramRow(Base, table=True):
    """A programme's newest policy, as far as it is shown; `titles`: what its partners are called, by language (P64)."""

    __tablename__ = "program"
    program: str = Field(primary_key=True)
    version: int
    title: str
    state: str
    effective_on: date
    titles: dict[str, Any] = Field(sa_type=JSONB)


class ServedCountyRow(Base, table=True):
    """A county that a programme serves, with its name and zone."""

    __tablename__ = "served_county"
    program: str = Field(primary_key=True)
    county: str = Field(primary_key=True, max_length=5)
    name: str
    zone: str
