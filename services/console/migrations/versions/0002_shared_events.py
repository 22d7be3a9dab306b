"""Shared events in a list of each county they are shared with: a page of a county no longer reads what others share with each other."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from peerbridge.database.migrations import secure

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SHARE = (
    "INSERT INTO shared (county, event, type) SELECT DISTINCT unnest(shared_with), id, type FROM {told} WHERE is_shared"
)
# By trigger, so that no replica of an earlier version stores an event that the list then lacks.
NOTE = f"""
CREATE FUNCTION console_note_shared() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    {SHARE.format(told="told")};
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER note_shared AFTER INSERT ON event REFERENCING NEW TABLE AS told
FOR EACH STATEMENT EXECUTE FUNCTION console_note_shared()
"""


def upgrade() -> None:
    op.create_table(
        "shared",
        sa.Column("county", sa.String(5), nullable=False, primary_key=True),
        sa.Column("shared_with", postgresql.ARRAY(sa.String(5)), server_default="{}", nullable=False),
        sa.Column("event", sa.Uuid(), nullable=False, primary_key=True),
        sa.Column("type", sa.String(), nullable=False),
    )
    op.create_index("ix_shared_type", "shared", ["type", "county", "event"])
    op.execute("ALTER TABLE event NO FORCE ROW LEVEL SECURITY")  # the owner reads all counties' events, once
    op.execute(SHARE.format(told="event"))
    op.execute("ALTER TABLE event FORCE ROW LEVEL SECURITY")
    secure("shared")
    op.execute(NOTE)
    op.execute(TRIGGER)
    op.drop_index("ix_event_shared", "event")


def downgrade() -> None:
    op.create_index("ix_event_shared", "event", ["id"], postgresql_where=sa.text("is_shared"))
    op.execute("DROP TRIGGER note_shared ON event")
    op.execute("DROP FUNCTION console_note_shared()")
    op.drop_table("shared")
