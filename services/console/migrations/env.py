"""Alembic's entry: the metadata of this service alone."""

from console.storage.tables import Base
from peerbridge.database.migrations import run_environment

run_environment(Base.metadata)
