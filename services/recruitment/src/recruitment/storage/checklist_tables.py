"""The table of what an organisation has confirmed to be ready, county by county."""

from datetime import date

from sqlmodel import Field

from peerbridge.database.table import CountyScoped
from recruitment.storage.tables import Base

__all__ = ["ReadinessElementRow"]


class ReadinessElementRow(Base, CountyScoped, table=True):
    """An element of a program's checklist that somebody confirmed for a county (P65)."""

    __tablename__ = "readiness_elements"

    county: str = Field(primary_key=True, max_length=5)
    program: str = Field(primary_key=True)
    element: str = Field(primary_key=True)
    confirmed_on: date
    confirmed_by: str
