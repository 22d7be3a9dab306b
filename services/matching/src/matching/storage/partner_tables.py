"""What is kept about programmes and partners.

`shared_with` names the counties that a partner serves under agreement.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field

from matching.storage.columns import Base, document, ids, moment, texts
from peerbridge.database.table import CountyScoped

__all__ = ["HoldRow", "PartnerCountyRow", "PlaceRow", "PoolRow", "ProfileRow", "ProgramRow", "RosterRow"]


class ProgramRow(Base, table=True):
    """One version of a programme's policy, as far as matching needs it. Open to every reader."""

    __tablename__ = "program"

    program: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    effective_on: date
    zones: dict[str, Any] = document()
    coordinator_confirms: bool
    proposal_valid_days: int
    one_to_one: list[str] = texts()
    mode: str
    kinds: dict[str, Any] = document()


class PoolRow(Base, table=True):
    """One version of a state's pool. Open to every reader."""

    __tablename__ = "pool"

    pool: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    policy: dict[str, Any] = document()
    published_at: datetime = moment()


class RosterRow(Base, CountyScoped, table=True):
    """A partner in a programme, by the facts heard."""

    __tablename__ = "roster"
    __readers__ = ("partner",)
    __table_args__ = (
        Index("ix_roster_county", "county"),
        Index("ix_roster_shared", "shared_with", postgresql_using="gin"),
    )

    partner: UUID = Field(primary_key=True)
    program: str = Field(primary_key=True)
    valid_from: date | None
    valid_until: date | None
    roles: list[str] = texts()
    role_limits: list[str] = texts()
    capacity: int
    counties: list[str] = texts()
    certified_sequence: int
    lapsed_sequence: int
    suspended_sequence: int
    reinstated_sequence: int
    left_sequence: int


class PartnerCountyRow(Base, table=True):
    """In which counties rows of a partner stand: ids only and without a policy, so that a fact can find them."""

    __tablename__ = "partner_county"

    partner: UUID = Field(primary_key=True)
    county: str = Field(primary_key=True, max_length=5)


class ProfileRow(Base, CountyScoped, table=True):
    """What a partner brings and wishes."""

    __tablename__ = "profile"
    __readers__ = ("partner",)

    partner: UUID = Field(primary_key=True)
    languages: list[str] = texts()
    area: list[str] = texts()
    capacity_wish: int | None
    leave_from: date | None
    leave_until: date | None
    refuses_own_county: bool
    conflict_people: list[UUID] = ids()
    household: list[UUID] = ids()
    roles: list[str] = texts()
    contact_styles: list[str] = texts()
    formats: list[str] = texts()
    experiences: list[str] = texts()
    ages: list[str] = texts()
    cultures: list[str] = texts()
    given_at: datetime | None = moment(nullable=True)
    consented_at: datetime | None = moment(nullable=True)


class PlaceRow(Base, CountyScoped, table=True):
    """One place of a partner in a programme. `offered` while the capacity and the partner's wish reach it."""

    __tablename__ = "place"
    __readers__ = ("partner",)

    partner: UUID = Field(primary_key=True)
    program: str = Field(primary_key=True)
    slot: int = Field(primary_key=True)
    offered: bool


class HoldRow(Base, CountyScoped, table=True):
    """A place held by a proposal or the match it became, until `released_at`.

    The partial unique indexes refuse a second holder of a place, and a second place for a request, whoever asks.
    """

    __tablename__ = "hold"
    __readers__ = ("partner", "parent")
    __table_args__ = (
        ForeignKeyConstraint(["partner", "program", "slot"], ["place.partner", "place.program", "place.slot"]),
        Index("uq_hold_place", "partner", "program", "slot", unique=True, postgresql_where=text("released_at IS NULL")),
        Index("uq_hold_request", "request", unique=True, postgresql_where=text("released_at IS NULL")),
    )

    proposal: UUID = Field(primary_key=True)
    partner: UUID
    program: str
    slot: int
    request: UUID
    parent: UUID
    family_county: str = Field(max_length=5)
    released_at: datetime | None = moment(nullable=True)
