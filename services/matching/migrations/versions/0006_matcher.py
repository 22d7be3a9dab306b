"""What the worker of a state's matcher is told of, and proposals found by their request."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "pool_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("state", sa.String(2), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_change")),
    )
    op.create_index("ix_pool_change_state", "pool_change", ["state", "id"])
    op.create_index("ix_proposal_request", "proposal", ["request"])
    op.execute(
        "DELETE FROM job WHERE kind = 'propose' AND done_at IS NULL"
    )  # a county's jobs, which nobody works off any more


def downgrade() -> None:
    op.drop_index("ix_proposal_request", "proposal")
    op.drop_table("pool_change")
