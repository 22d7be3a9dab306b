"""Who was named while the wait went on is found on the day on which it is over, like anybody else who waits."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAME, COLUMNS = "ix_candidates_due", ["county", "due_on"]
BEFORE = "state = 'waiting' AND due_on IS NOT NULL"
AFTER = "state IN ('waiting', 'nominated') AND due_on IS NOT NULL AND NOT applied"


def upgrade() -> None:
    op.drop_index(NAME, "candidates")
    op.create_index(NAME, "candidates", COLUMNS, postgresql_where=sa.text(AFTER))


def downgrade() -> None:
    op.drop_index(NAME, "candidates")
    op.create_index(NAME, "candidates", COLUMNS, postgresql_where=sa.text(BEFORE))
