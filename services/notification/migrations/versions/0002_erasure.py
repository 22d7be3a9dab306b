"""Orders to erase a person, the services' answers, legal holds, and who is in a running match."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from peerbridge.database.migrations import secure

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = ("erasures", "erasure_answers", "legal_holds", "engagements")


def upgrade() -> None:
    op.create_table(
        "erasures",
        *_counted(),
        sa.Column("erasure", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(64), nullable=True),
        sa.Column("ordered_by", sa.String(255), nullable=False),
        sa.Column("ordered_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("erasure", name="pk_erasures"),
        sa.UniqueConstraint("person", name="uq_erasures_person"),
    )
    op.create_index("ix_erasures_county", "erasures", ["county", "erasure"])
    op.create_table(
        "erasure_answers",
        *_counted(),
        sa.Column("erasure", sa.Uuid(), nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("emptied", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("erasure", "service", name="pk_erasure_answers"),
    )
    op.create_table(
        "legal_holds",
        *_counted(),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("ordered_by", sa.String(255), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_legal_holds"),
    )
    op.create_table(
        "engagements",
        sa.Column("match", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("match", "person", name="pk_engagements"),
    )
    op.create_index("ix_engagements_running", "engagements", ["person"], postgresql_where=sa.text("NOT ended"))
    for table in ("erasures", "erasure_answers", "legal_holds"):
        secure(table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _counted() -> list[sa.Column[object]]:
    return [
        sa.Column("county", sa.String(5), nullable=False),
        sa.Column("shared_with", postgresql.ARRAY(sa.String(5)), server_default="{}", nullable=False),
    ]
