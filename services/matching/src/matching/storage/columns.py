"""The base of matching's tables, and the column kinds they share."""

from typing import Any

from sqlalchemy import ARRAY, DateTime, MetaData, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from peerbridge.database.table import NAMING

__all__ = ["Base", "document", "ids", "moment", "texts"]


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """The base of every table of this service, in a registry of its own: two services in one process never clash."""

    __abstract__ = True


def texts() -> Any:
    """A list of codes, never null."""
    return Field(default_factory=list, sa_type=ARRAY(String), nullable=False)


def ids() -> Any:
    """A list of ids, never null."""
    return Field(default_factory=list, sa_type=ARRAY(Uuid), nullable=False)


def moment(*, nullable: bool = False) -> Any:
    """An instant of business time, UTC."""
    kind = DateTime(timezone=True)
    return Field(default=None, sa_type=kind, nullable=nullable)


def document() -> Any:
    """A JSON document, never null."""
    return Field(sa_type=JSONB, nullable=False)
