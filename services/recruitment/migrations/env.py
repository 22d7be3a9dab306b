"""Alembic's entry to recruitment's revisions; every module of tables is named here, so that none is taken for one that went."""

from peerbridge.database.migrations import run_environment
from recruitment.storage import (
    candidate_tables,
    career_tables,
    checklist_tables,
    cohort_tables,
    demographic_tables,
    merge_tables,
    pipeline_tables,
)
from recruitment.storage.tables import Base

__all__ = [
    "candidate_tables",
    "career_tables",
    "checklist_tables",
    "cohort_tables",
    "demographic_tables",
    "merge_tables",
    "pipeline_tables",
]

run_environment(Base.metadata)
