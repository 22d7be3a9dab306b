"""The table of decisions that two ids are one person's."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Index
from sqlmodel import Field

from peerbridge.database.table import CountyScoped
from recruitment.storage.tables import Base

__all__ = ["MergeRow"]


class MergeRow(Base, CountyScoped, table=True):
    """Who decided, when and on what ground. Shared with every county that knew either id."""

    __tablename__ = "merges"
    __table_args__ = (Index("ix_merges_county", "county", "merged"),)

    merged: UUID = Field(primary_key=True)
    kept: UUID
    ground: str
    decided_by: str
    decided_at: datetime = Field(sa_type=DateTime(timezone=True))
