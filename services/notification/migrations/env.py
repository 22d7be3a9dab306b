"""Alembic's environment: the tables of notification, under the owner role."""

from notification.storage.tables import Base
from peerbridge.database.migrations import run_environment

run_environment(Base.metadata)
