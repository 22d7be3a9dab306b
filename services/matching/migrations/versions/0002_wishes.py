"""What families and partners can further say: how and how often they meet, a day in court, who lives with them, roles agreed on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

IDS, TEXTS = sa.ARRAY(sa.Uuid()), sa.ARRAY(sa.String())


def upgrade() -> None:
    for column in ("contact_every", "match_mode"):
        op.add_column("request", sa.Column(column, sa.String()))
    op.add_column("request", sa.Column("court_on", sa.Date()))
    op.add_column("request", sa.Column("household", IDS, server_default="{}", nullable=False))
    op.add_column("profile", sa.Column("household", IDS, server_default="{}", nullable=False))
    op.add_column("profile", sa.Column("roles", TEXTS, server_default="{}", nullable=False))
    op.add_column("profile", sa.Column("consented_at", sa.DateTime(timezone=True)))
    for table in ("program", "match"):
        op.add_column(table, sa.Column("mode", sa.String(), server_default="structured", nullable=False))
    op.add_column("program", sa.Column("kinds", postgresql.JSONB(), server_default="{}", nullable=False))


def downgrade() -> None:
    for column in ("kinds", "mode"):
        op.drop_column("program", column)
    op.drop_column("match", "mode")
    for column in ("consented_at", "roles", "household"):
        op.drop_column("profile", column)
    for column in ("household", "court_on", "match_mode", "contact_every"):
        op.drop_column("request", column)
