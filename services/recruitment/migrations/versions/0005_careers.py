"""Careers: steps of ladders and pathways, and benefits."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from peerbridge.database.migrations import secure

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "career_steps",
        *_counted(),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("career", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person", "program", "career", "step"),
    )
    op.create_table(
        "benefits",
        *_counted(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("benefit", sa.String(), nullable=False),
        sa.Column("amount", sa.Float(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_benefits_person", "benefits", ["person", "program"])
    for table in ("career_steps", "benefits"):
        secure(table, person="person")


def downgrade() -> None:
    for table in ("benefits", "career_steps"):
        op.drop_table(table)


def _counted() -> list[sa.Column[object]]:
    shared: sa.Column[object] = sa.Column(
        "shared_with", postgresql.ARRAY(sa.String(5)), server_default="{}", nullable=False
    )
    return [sa.Column("county", sa.String(5), nullable=False), shared, sa.Column("person", sa.Uuid(), nullable=False)]
