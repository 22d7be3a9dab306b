"""The figures last told of each county."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from peerbridge.database.migrations import secure

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "measured",
        sa.Column("county", sa.String(5), nullable=False),
        sa.Column("shared_with", sa.ARRAY(sa.String(5)), server_default="{}", nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("county", "what", name=op.f("pk_measured")),
    )
    secure("measured")


def downgrade() -> None:
    op.drop_table("measured")
