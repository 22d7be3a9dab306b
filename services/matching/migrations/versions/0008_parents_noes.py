"""Proposals and matches found by their parent: a no holds between two people, whichever case it was about."""

from alembic import op

revision = "0008"
down_revision = "0007"
TABLES = ("proposal", "match")


def upgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_family", table)
        op.create_index(f"ix_{table}_parent", table, ["parent"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_parent", table)
        op.create_index(f"ix_{table}_family", table, ["family"])
