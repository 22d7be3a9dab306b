"""Each service's tables stand in a registry of its own; county and person columns are what row policies read, and queries too."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY as ANY_ARRAY
from sqlalchemy import ColumnElement, MetaData, String, Text, any_, cast, literal_column, or_, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from peerbridge.database.policies import COUNTIES, PERSON

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
    """A row counted in `county` and, under a named agreement, shared with further counties.

    `__readers__`: the columns that name persons whose own row it is, as its migration's policies do.
    """

    __readers__: ClassVar[tuple[str, ...]] = ()

    county: str = Field(max_length=5, nullable=False)
    shared_with: list[str] = Field(
        default_factory=nobody,
        sa_type=ARRAY(String(5)),
        nullable=False,
        sa_column_kwargs={"server_default": "{}"},
    )

    @classmethod
    def visible(cls) -> ColumnElement[bool]:
        """The condition of the row policies, on this model or an alias of it."""
        if cls is CountyScoped:
            return true()
        model: Any = cls
        person: ColumnElement[Any] = literal_column(PERSON)
        own = [getattr(model, name) for name in model.__readers__]
        return or_(
            model.county == any_(literal_column(f"({COUNTIES}::text[])")),
            cast(model.shared_with, ARRAY(Text)).op("&&", is_comparison=True)(literal_column(COUNTIES)),
            *(person == (any_(each) if isinstance(each.type, ANY_ARRAY) else each) for each in own),
        )


class PersonScoped(CountyScoped):
    """A row about one person, which that person may see by a policy of its own."""

    __readers__: ClassVar[tuple[str, ...]] = ("person",)
    person: UUID = Field(nullable=False)
