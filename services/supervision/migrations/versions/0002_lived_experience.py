"""Whether a supervisor has lived experience of their own, which some programmes require (P44)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The default lets a replica of the version before go on writing."""
    op.add_column("supervisors", sa.Column("lived_experience", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("supervisors", "lived_experience")
