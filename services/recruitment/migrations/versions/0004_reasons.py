"""Why a step of screening was decided as it was."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("screening_notes", sa.Column("reason", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("screening_notes", "reason")
