"""The tables of the pool: a person's standing with each programme, and who named them. The person may see their own rows."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import DateTime, Index, text
from sqlmodel import Field

from peerbridge.database.table import PersonScoped
from recruitment.storage.tables import Base

__all__ = ["DUE", "CandidateRow", "NominationRow"]


DUE: Final = "state IN ('waiting', 'nominated') AND due_on IS NOT NULL AND NOT applied"
"""Who may be identified on a day to come: who is named meanwhile as well, but nobody whose application goes on."""


class CandidateRow(Base, PersonScoped, table=True):
    """A person's standing with one programme. `due_on` is when the wait is over, `basis` the facts it was decided on."""

    __tablename__ = "candidates"
    __table_args__ = (
        Index("ix_candidates_county", "county", "person", "program"),
        Index("ix_candidates_due", "county", "due_on", postgresql_where=text(DUE)),
    )

    person: UUID = Field(primary_key=True)
    program: str = Field(primary_key=True)
    state: str
    identified: bool
    nominated: bool
    applied: bool = False
    case_id: UUID | None = None
    closure: UUID | None = None
    basis: str | None = None
    due_on: date | None = None
    moved_from: str | None = Field(default=None, max_length=5)
    correlation: UUID
    since: datetime = Field(sa_type=DateTime(timezone=True))


class NominationRow(Base, PersonScoped, table=True):
    """Somebody named a person to a programme (P05). Who, stays here: it does not travel."""

    __tablename__ = "nominations"
    __table_args__ = (Index("ix_nominations_person", "person"),)

    id: UUID = Field(primary_key=True)
    program: str
    referrer: str
    correlation: UUID
    nominated_at: datetime = Field(sa_type=DateTime(timezone=True))
