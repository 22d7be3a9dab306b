"""What entries of the directory have in common, and which were found to be two people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from peerbridge.database.migrations import secure

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "likeness",
        *_counted(),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person", "kind", name="pk_likeness"),
    )
    op.create_index("ix_likeness_digest", "likeness", ["digest"])
    op.create_table(
        "distinct_people",
        *_counted(),
        sa.Column("one", sa.Uuid(), nullable=False),
        sa.Column("other", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.String(255), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name="pk_distinct_people"),
    )
    secure("likeness", person="person")
    secure("distinct_people")


def downgrade() -> None:
    op.drop_table("distinct_people")
    op.drop_table("likeness")


def _counted() -> list[sa.Column[object]]:
    return [
        sa.Column("county", sa.String(5), nullable=False),
        sa.Column("shared_with", postgresql.ARRAY(sa.String(5)), server_default="{}", nullable=False),
    ]
