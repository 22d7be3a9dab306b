"""The chassis, programmes, and cases with what their sources report of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from peerbridge.database.migrations import add_chassis, remove_chassis, secure

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "closures", "removals", "cases", "parents", "people", "case_index", "program_counties", "program_versions", "programs",
)  # fmt: skip


def upgrade() -> None:
    add_chassis("recruitment")
    _programs()
    _ids()
    _cases()
    for table in ("cases", "removals", "closures"):
        secure(table)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    remove_chassis()


def text_(name: str, length: int | None = None, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def uuid_(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def texts(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.ARRAY(sa.String()), nullable=False)


def counted() -> list[sa.Column[object]]:
    shared: sa.Column[object] = sa.Column(
        "shared_with", postgresql.ARRAY(sa.String(5)), server_default="{}", nullable=False
    )
    return [sa.Column("county", sa.String(5), nullable=False), shared]


def _programs() -> None:
    op.create_table(
        "programs",
        text_("program"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("program"),
    )
    op.create_table(
        "program_versions",
        text_("program"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        text_("home_county", 5),
        sa.Column("wait_months", sa.Integer(), nullable=False),
        text_("exit_policy"),
        texts("case_types"),
        sa.Column("policy", postgresql.JSONB(), nullable=False),
        sa.Column("reviewed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("program", "version"),
    )
    op.create_index(
        "ix_program_versions_to_review",
        "program_versions",
        ["home_county", "effective_on"],
        postgresql_where=sa.text("NOT reviewed"),
    )
    op.create_table(
        "program_counties",
        text_("program"),
        sa.Column("version", sa.Integer(), nullable=False),
        text_("county", 5),
        text_("zone"),
        sa.PrimaryKeyConstraint("program", "version", "county"),
    )
    op.create_index("ix_program_counties_county", "program_counties", ["county"])


def _ids() -> None:
    op.create_table(
        "case_index",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        uuid_("case_id"),
        text_("county", 5),
        sa.PrimaryKeyConstraint("digest"),
        sa.UniqueConstraint("case_id"),
    )
    op.create_table(
        "people",
        uuid_("person"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        texts("counties"),
        sa.Column("opted_out", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
        sa.UniqueConstraint("digest"),
    )
    op.create_table("parents", uuid_("person"), uuid_("case_id"), sa.PrimaryKeyConstraint("person", "case_id"))


def _cases() -> None:
    op.create_table(
        "cases",
        uuid_("id"),
        *counted(),
        text_("source"),
        text_("source_case"),
        uuid_("correlation"),
        text_("assigned_county", 5, nullable=True),
        uuid_("unnamed_parent", nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        uuid_("closure", nullable=True),
        text_("exit_reason", nullable=True),
        text_("case_type"),
        sa.Column("referred", sa.Boolean(), nullable=False),
        sa.Column("parents", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_cases_county", "cases", ["county", "id"])
    op.create_index(
        "ix_cases_waiting", "cases", ["county", "id"], postgresql_where=sa.text("waiting_since IS NOT NULL")
    )
    op.create_table(
        "removals",
        uuid_("case_id"),
        text_("removal"),
        *counted(),
        text_("said_county", 5),
        sa.Column("opened_on", sa.Date(), nullable=False),
        text_("case_type"),
        sa.Column("parents", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "removal"),
    )
    op.create_table(
        "closures",
        uuid_("id"),
        *counted(),
        uuid_("case_id"),
        text_("removal"),
        text_("exit"),
        text_("said_county", 5),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=False),
        text_("code_list"),
        sa.Column("exit_code", sa.Integer(), nullable=False),
        text_("case_type"),
        sa.Column("referred", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        text_("fault", nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("parents", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "removal", "exit"),
    )
    op.create_index("ix_closures_faulty", "closures", ["county", "id"], postgresql_where=sa.text("fault IS NOT NULL"))
