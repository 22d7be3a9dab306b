"""The tables of demographics and vacancies: counts of families as their county says them, what partners say of themselves."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from peerbridge.database.table import CountyScoped, PersonScoped
from recruitment.storage.tables import Base

__all__ = ["FamiliesServedRow", "SelfDescriptionRow", "VacancyPlacesRow", "VacancyRow"]

TEXTS = ARRAY(String)


class FamiliesServedRow(Base, CountyScoped, table=True):
    """How many families of a county are of one language or culture, as of a day: counts, nobody's record."""

    __tablename__ = "families_served"

    county: str = Field(primary_key=True, max_length=5)
    dimension: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    families: int
    as_of: date


class SelfDescriptionRow(Base, PersonScoped, table=True):
    """What an applicant or partner says of themselves, of their own will: languages and cultures (P07)."""

    __tablename__ = "self_descriptions"

    application: UUID = Field(primary_key=True)
    languages: list[str] = Field(sa_type=TEXTS)
    cultures: list[str] = Field(sa_type=TEXTS)


class VacancyRow(Base, CountyScoped, table=True):
    """Places that a programme looks for in a county; `postings`: the announcement by language."""

    __tablename__ = "vacancies"
    __table_args__ = (Index("ix_vacancies_county", "county", "id", postgresql_where=text("closed_on IS NULL")),)

    id: UUID = Field(primary_key=True)
    program: str
    zone: str
    language: str | None = None
    places: int
    opened_on: date
    closed_on: date | None = None
    postings: dict[str, Any] = Field(sa_type=JSONB)
    modality: str | None = None
    requirements: list[str] = Field(sa_type=TEXTS)


class VacancyPlacesRow(Base, table=True):
    """Ids and numbers only: how many places a program looks for, over all its counties; gone when the vacancy is closed."""

    __tablename__ = "vacancy_places"

    vacancy: UUID = Field(primary_key=True)
    program: str = Field(index=True)
    places: int
