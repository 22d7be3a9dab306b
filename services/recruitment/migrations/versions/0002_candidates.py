"""The pool: candidates and nominations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from peerbridge.database.migrations import secure

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "candidates",
        *_counted(),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("identified", sa.Boolean(), nullable=False),
        sa.Column("nominated", sa.Boolean(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("closure", sa.Uuid(), nullable=True),
        sa.Column("basis", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("moved_from", sa.String(5), nullable=True),
        sa.Column("correlation", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", "program"),
    )
    op.create_index("ix_candidates_county", "candidates", ["county", "person", "program"])
    waiting = sa.text("state = 'waiting' AND due_on IS NOT NULL")
    op.create_index("ix_candidates_due", "candidates", ["county", "due_on"], postgresql_where=waiting)
    op.create_table(
        "nominations",
        *_counted(),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("referrer", sa.String(), nullable=False),
        sa.Column("correlation", sa.Uuid(), nullable=False),
        sa.Column("nominated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_nominations_person", "nominations", ["person"])
    secure("candidates", person="person")
    secure("nominations", person="person")


def downgrade() -> None:
    op.drop_table("nominations")
    op.drop_table("candidates")


def _counted() -> list[sa.Column[object]]:
    shared: sa.Column[object] = sa.Column(
        "shared_with", postgresql.ARRAY(sa.String(5)), server_default="{}", nullable=False
    )
    return [sa.Column("county", sa.String(5), nullable=False), shared]
