"""Alembic's entry to recruitment's revisions."""

from peerbridge.database.migrations import run_environment
from recruitment.storage import candidate_tables, pipeline_tables
from recruitment.storage.tables import Base

__all__ = ["candidate_tables", "pipeline_tables"]

run_environment(Base.metadata)
