"""The tables of notification. Whatever says something about a person has a county, a person, and a policy for each.

`turns` and `whereabouts` hold ids, counties and instants only: by them the sender finds its work before it
knows whose it is.
"""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Index, MetaData, UniqueConstraint, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from peerbridge.database.table import NAMING, CountyScoped

__all__ = [
    "Base",
    "DeliveryRow",
    "DistinctRow",
    "EngagementRow",
    "ErasureAnswerRow",
    "ErasureRow",
    "HoldRow",
    "LikenessRow",
    "OptOutRow",
    "PersonRow",
    "TurnRow",
    "WhereaboutsRow",
    "ZoneRow",
]

INSTANT: Any = DateTime(timezone=True)


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """The base of every table of this service, in a registry of its own: two services in one process never clash."""

    __abstract__ = True


class PersonRow(Base, CountyScoped, table=True):
    """A person of the directory."""

    __tablename__ = "people"
    __readers__ = ("person",)
    person: UUID = Field(primary_key=True)
    name: str = Field(max_length=200)
    email: str | None = Field(default=None, max_length=254)
    phone: str | None = Field(default=None, max_length=40)
    language: str = Field(max_length=2)
    time_zone: str = Field(max_length=64)
    quiet_from: time | None = None
    quiet_until: time | None = None


class LikenessRow(Base, CountyScoped, table=True):
    """The digest of what may be another entry's too: an address, a number, a name."""

    __tablename__ = "likeness"
    __readers__ = ("person",)
    __table_args__ = (Index("ix_likeness_digest", "digest"),)
    person: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True, max_length=10)
    digest: bytes


class DistinctRow(Base, CountyScoped, table=True):
    """Two entries that a person found to be two people: they are not suggested again."""

    __tablename__ = "distinct_people"
    one: UUID = Field(primary_key=True)
    other: UUID = Field(primary_key=True)
    decided_by: str = Field(max_length=255)
    decided_at: datetime = Field(sa_type=INSTANT)


class OptOutRow(Base, CountyScoped, table=True):
    """A channel on which a person wants no messages."""

    __tablename__ = "opt_outs"
    __readers__ = ("person",)
    person: UUID = Field(primary_key=True)
    channel: str = Field(primary_key=True, max_length=20)
    since: datetime = Field(sa_type=INSTANT)


class DeliveryRow(Base, CountyScoped, table=True):
    """One message to one person about one event on one channel: nobody is told the same thing twice."""

    __tablename__ = "deliveries"
    __readers__ = ("person",)
    __table_args__ = (
        UniqueConstraint("event_id", "person", "template", "channel"),
        Index("ix_deliveries_person", "person"),
        Index("ix_deliveries_open", "state", "delivery", postgresql_where=text("state <> 'sent'")),
    )
    delivery: UUID = Field(primary_key=True)
    person: UUID
    event_id: UUID
    template: str = Field(max_length=40)
    channel: str = Field(max_length=20)
    state: str = Field(max_length=20)
    created_at: datetime = Field(sa_type=INSTANT)
    correlation: UUID
    waits_until: datetime | None = Field(default=None, sa_type=INSTANT)
    attempt: UUID | None = None
    attempts: int = 0
    finished_at: datetime | None = Field(default=None, sa_type=INSTANT)


class TurnRow(Base, table=True):
    """When it is a message's turn.

    In business time, or in real time (then it may be a lease of whoever hands it over).
    """

    __tablename__ = "turns"
    __table_args__ = (Index("ix_turns_due", "in_business_time", "due_at"), Index("ix_turns_person", "person"))
    delivery: UUID = Field(primary_key=True)
    person: UUID
    county: str = Field(max_length=5)
    in_business_time: bool = False
    due_at: datetime = Field(sa_type=INSTANT)
    handing_over: bool = False


class WhereaboutsRow(Base, table=True):
    """Which counties know something of a person."""

    __tablename__ = "whereabouts"
    person: UUID = Field(primary_key=True)
    county: str = Field(primary_key=True, max_length=5)


class ZoneRow(Base, table=True):
    """A county's IANA time zone, as programs name it. Open to every reader."""

    __tablename__ = "zones"
    county: str = Field(primary_key=True, max_length=5)
    zone: str = Field(max_length=64)


class ErasureRow(Base, CountyScoped, table=True):
    """An order to destroy a person's data everywhere: whose, why and by whom. It holds ids, codes and dates only."""

    __tablename__ = "erasures"
    __table_args__ = (Index("ix_erasures_county", "county", "erasure"),)
    erasure: UUID = Field(primary_key=True)
    person: UUID = Field(unique=True)
    reason: str = Field(max_length=40)
    reference: str | None = Field(default=None, max_length=64)
    ordered_by: str = Field(max_length=255)
    ordered_at: datetime = Field(sa_type=INSTANT)


class ErasureAnswerRow(Base, CountyScoped, table=True):
    """What one service has answered to an order; `times` counts how often (a restored database answers again)."""

    __tablename__ = "erasure_answers"
    erasure: UUID = Field(primary_key=True)
    service: str = Field(primary_key=True, max_length=40)
    answered_at: datetime = Field(sa_type=INSTANT)
    deleted: int
    emptied: int
    times: int = 1


class HoldRow(Base, CountyScoped, table=True):
    """A legal hold: while it stands, a person's data may not be destroyed."""

    __tablename__ = "legal_holds"
    person: UUID = Field(primary_key=True)
    reference: str = Field(max_length=64)
    ordered_by: str = Field(max_length=255)
    since: datetime = Field(sa_type=INSTANT)


class EngagementRow(Base, table=True):
    """Ids only: a match that somebody is in, and whether it has ended; a running one must be ended before its people are erased."""

    __tablename__ = "engagements"
    __table_args__ = (Index("ix_engagements_running", "person", postgresql_where=text("NOT ended")),)
    match: UUID = Field(primary_key=True)
    person: UUID = Field(primary_key=True)
    ended: bool
