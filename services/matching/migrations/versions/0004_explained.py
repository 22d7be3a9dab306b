"""What explains a proposal later, when it was seen and reminded; hand-over, and former relations opened to a later partner."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from peerbridge.database.migrations import secure
from peerbridge.database.policies import PERSON

revision = "0004"
down_revision = "0003"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in ("seen_at", "reminded_at"):
        op.add_column("proposal", sa.Column(column, MOMENT))
    for column in ("priority", "pool_version"):
        op.add_column("proposal", sa.Column(column, sa.Integer(), server_default="0", nullable=False))
    op.add_column("proposal", sa.Column("chosen_by", sa.String(), server_default="greedy-1", nullable=False))
    for column in ("u", "pi"):
        op.add_column("proposal", sa.Column(column, sa.BigInteger()))
    op.add_column("proposal", sa.Column("others", postgresql.JSONB(), server_default="[]", nullable=False))
    op.add_column("match", sa.Column("handover", sa.ARRAY(sa.String()), server_default="{}", nullable=False))
    op.create_table(
        "former",
        sa.Column("county", sa.String(5), nullable=False),
        sa.Column("shared_with", sa.ARRAY(sa.String(5)), server_default="{}", nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("match", "former", "partner", "parent")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("reason", "opened_by")),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_for", sa.String()),
        sa.Column("handover", sa.ARRAY(sa.String()), nullable=False),
        sa.PrimaryKeyConstraint("match", name=op.f("pk_former")),
    )
    secure("former")
    for who in ("partner", "parent"):
        op.execute(f"CREATE POLICY by_{who} ON former USING ({who} = {PERSON}) WITH CHECK ({who} = {PERSON})")


def downgrade() -> None:
    op.drop_table("former")
    op.drop_column("match", "handover")
    for column in ("others", "pi", "u", "chosen_by", "pool_version", "priority", "reminded_at", "seen_at"):
        op.drop_column("proposal", column)
