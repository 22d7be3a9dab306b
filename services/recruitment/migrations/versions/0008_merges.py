"""Decisions that two ids are one person's."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from peerbridge.database.migrations import secure

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merges",
        sa.Column("county", sa.String(5), nullable=False),
        sa.Column("shared_with", postgresql.ARRAY(sa.String(5)), server_default="{}", nullable=False),
        sa.Column("merged", sa.Uuid(), nullable=False),
        sa.Column("kept", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("merged"),
    )
    op.create_index("ix_merges_county", "merges", ["county", "merged"])
    secure("merges")


def downgrade() -> None:
    op.drop_table("merges")
