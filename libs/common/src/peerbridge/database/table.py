"""Each service's tables stand in a registry of its own; county and person columns are what row policies read."""

from uuid import UUID

from sqlalchemy import MetaData, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

__all__ = ["NAMING", "CountyScoped", "PersonScoped", "table_base"]

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def table_base(service: str) -> type[SQLModel]:
    """The base class of one service's tables, with its own registry: two services in one process never clash."""

    class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
        __abstract__ = True

    Base.__name__ = f"{service.title()}Base"
    return Base


def nobody() -> list[str]:
    """No further county. A function, since pydantic reads a factory's signature for each row, and `list` has none to read."""
    return []


class CountyScoped(SQLModel):
    """A row counted in `county` and, under a named agreement, shared with further counties."""

    county: str = Field(max_length=5, nullable=False)
    shared_with: list[str] = Field(
        default_factory=nobody,
        sa_type=ARRAY(String(5)),
        nullable=False,
        sa_column_kwargs={"server_default": "{}"},
    )


class PersonScoped(SQLModel):
    """A row about one person, which that person may see by a policy of its own."""

    person: UUID = Field(nullable=False)
