"""Alembic's environment: the tables of supervision, under the owner role."""

from peerbridge.database.migrations import run_environment
from supervision.storage.tables import Base

run_environment(Base.metadata)
