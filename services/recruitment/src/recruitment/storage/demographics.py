"""Counts of families and self-descriptions of partners, in and out."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import cast

from sqlmodel import col, delete, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from recruitment.domain.applications import Application
from recruitment.domain.demographics import Dimension, Group
from recruitment.storage.demographic_tables import FamiliesServedRow, SelfDescriptionRow
from recruitment.storage.pipeline_tables import CertificationRow

__all__ = ["describe", "partners_of", "replace_served", "served_in"]


async def replace_served(work: UnitOfWork, county: str, as_of: date, served: Mapping[Group, int]) -> None:
    """Keep a county's counts in place of those before."""
    await work.session.exec(delete(FamiliesServedRow).where(col(FamiliesServedRow.county) == county))
    kept = [
        FamiliesServedRow(county=county, dimension=dimension, value=value, families=families, as_of=as_of)
        for (dimension, value), families in served.items()
    ]
    await rows.store(work, kept)


async def served_in(work: UnitOfWork, county: str) -> tuple[Mapping[Group, int], date | None]:
    """A county's counts, and as of when; empty where none were given."""
    found = (await work.session.exec(select(FamiliesServedRow).where(col(FamiliesServedRow.county) == county))).all()
    served = {(cast("Dimension", row.dimension), row.value): row.families for row in found}
    return served, max((row.as_of for row in found), default=None)


async def describe(work: UnitOfWork, application: Application, languages: list[str], cultures: list[str]) -> None:
    """Keep what somebody says of themselves; a later word takes the place of an earlier one."""
    row = SelfDescriptionRow(
        application=application.id,
        person=application.person,
        county=application.county,
        languages=languages,
        cultures=cultures,
    )
    await rows.store(work, [row])


async def partners_of(work: UnitOfWork, program: str, county: str) -> tuple[Mapping[Group, int], int]:
    """Certified partners at home in a county by what they say of themselves, and how many there are in all."""
    certified = (
        col(CertificationRow.program) == program,
        col(CertificationRow.county) == county,
        col(CertificationRow.state) == "certified",
    )
    ids = (await work.session.exec(select(CertificationRow.application).where(*certified))).all()
    said = await rows.load(work, SelfDescriptionRow, ids)
    counted: Counter[Group] = Counter()
    for row in said.values():
        counted.update(("language", language) for language in row.languages)
        counted.update(("culture", culture) for culture in row.cultures)
    return counted, len(ids)
