"""Cohorts: runs of a training, their members and meetings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from peerbridge.database.migrations import secure

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cohorts",
        *_counted(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("training", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_cohorts_county", "cohorts", ["county", "id"])
    op.create_table(
        "cohort_members",
        *_counted(),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("cohort", sa.Uuid(), nullable=False),
        sa.Column("application", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("cohort", "application"),
    )
    op.create_table(
        "cohort_sessions",
        *_counted(),
        sa.Column("cohort", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=False),
        sa.Column("attended", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.PrimaryKeyConstraint("cohort", "held_on"),
    )
    secure("cohorts")
    secure("cohort_members", person="person")
    secure("cohort_sessions")


def downgrade() -> None:
    for table in ("cohort_sessions", "cohort_members", "cohorts"):
        op.drop_table(table)


def _counted() -> list[sa.Column[object]]:
    shared: sa.Column[object] = sa.Column(
        "shared_with", postgresql.ARRAY(sa.String(5)), server_default="{}", nullable=False
    )
    return [sa.Column("county", sa.String(5), nullable=False), shared]
