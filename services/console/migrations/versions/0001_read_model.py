"""The chassis, and the read model of all events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from peerbridge.database.migrations import add_chassis, remove_chassis, secure

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("served_county", "program", "tally", "mark", "mention", "event")
TX = sa.text("(pg_current_xact_id()::text)::bigint")


def upgrade() -> None:
    add_chassis("console")
    _events()
    _numbers()
    _programs()
    for table in ("event", "mark", "tally"):
        secure(table)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    remove_chassis()


def text_(name: str, *, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, primary_key=key)


def uuid_(name: str, *, nullable: bool = False, key: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable, primary_key=key)


def county(*, key: bool = False) -> sa.Column[str]:
    return sa.Column("county", sa.String(5), nullable=False, primary_key=key)


def shared() -> sa.Column[object]:
    return sa.Column("shared_with", postgresql.ARRAY(sa.String(5)), server_default="{}", nullable=False)


def big(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def at(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _events() -> None:
    op.create_table(
        "event", county(), shared(), uuid_("id", key=True), text_("topic"), text_("type"), text_("subject"),
        sa.Column("is_shared", sa.Boolean(), nullable=False), at("time"), big("sequence"), uuid_("correlation"),
        uuid_("causation", nullable=True), sa.Column("ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        uuid_("case_id", nullable=True), sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("tx", sa.BigInteger(), server_default=TX, nullable=False),
    )  # fmt: skip
    op.create_index("ix_event_county", "event", ["county", "id"])
    op.create_index("ix_event_type", "event", ["type", "county", "id"])
    op.create_index("ix_event_shared", "event", ["id"], postgresql_where=sa.text("is_shared"))
    for column in ("correlation", "causation", "tx"):
        op.create_index(f"ix_event_{column}", "event", [column])
    op.create_index("ix_event_subject", "event", ["subject", "id"])
    op.create_table("mention", uuid_("thing", key=True), uuid_("event", key=True))


def _numbers() -> None:
    op.create_table(
        "mark", text_("slot", key=True), text_("thing", key=True), county(key=True), shared(),
        sa.Column("state", sa.String()), uuid_("event"), big("sequence"), at("time"), text_("program"),
        uuid_("match", nullable=True), uuid_("case_id", nullable=True), sa.Column("due_on", sa.Date()),
    )  # fmt: skip
    op.create_index(
        "ix_mark_state", "mark", ["state", "county", "event"], postgresql_where=sa.text("state IS NOT NULL")
    )
    op.create_index("ix_mark_match", "mark", ["match"], postgresql_where=sa.text("match IS NOT NULL"))
    overdue = sa.text("state IN ('check_in_overdue', 'contact_overdue')")
    op.create_index("ix_mark_due", "mark", ["county", "due_on", "event"], postgresql_where=overdue)
    op.create_table("tally", county(key=True), shared(), text_("program", key=True), text_("state", key=True), big("n"))


def _programs() -> None:
    op.create_table(
        "program",
        text_("program", key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        text_("title"),
        text_("state"),
        sa.Column("effective_on", sa.Date(), nullable=False),
    )
    op.create_table("served_county", text_("program", key=True), county(key=True), text_("name"), text_("zone"))
