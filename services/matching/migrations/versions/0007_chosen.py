"""Why a coordinator chose a pair, where one did."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("proposal", sa.Column("chosen_because", sa.String()))


def downgrade() -> None:
    op.drop_column("proposal", "chosen_because")
