"""The chassis, and all of supervision."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from peerbridge.database.migrations import add_chassis, remove_chassis, secure

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "assignments",
    "cases",
    "certifications",
    "check_ins",
    "contacts",
    "policies",
    "reach",
    "relations",
    "sessions",
    "supervisors",
)


def upgrade() -> None:
    add_chassis("supervision")
    _assignments()
    _cases()
    _certifications()
    _check_ins()
    _contacts()
    _policies()
    _reach()
    _relations()
    _sessions()
    _supervisors()
    secure("cases")
    secure("certifications", person="partner")
    secure("check_ins", person="partner")
    secure("contacts", person="partner")
    secure("reach", person="person")
    secure("relations", person="partner")
    secure("sessions", person="partner")
    secure("supervisors")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    remove_chassis()


def _counted() -> list[sa.Column[object]]:
    return [
        sa.Column("county", sa.String(5), nullable=False),
        sa.Column("shared_with", postgresql.ARRAY(sa.String(5)), server_default="{}", nullable=False),
    ]


def _assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("match", sa.Uuid(), nullable=False),
        sa.Column("supervisor", sa.Uuid(), nullable=False),
        sa.Column("partner", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("match", name="pk_assignments"),
    )
    op.create_index("ix_assignments_supervisor", "assignments", ["supervisor"])


def _cases() -> None:
    op.create_table(
        "cases",
        *_counted(),
        sa.Column("case", sa.Uuid(), nullable=False),
        sa.Column("closure", sa.Uuid(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("case", name="pk_cases"),
    )


def _certifications() -> None:
    op.create_table(
        "certifications",
        *_counted(),
        sa.Column("partner", sa.Uuid(), nullable=False),
        sa.Column("program", sa.String(64), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("partner", "program", name="pk_certifications"),
    )
    op.create_index(
        "ix_certifications_unplanned",
        "certifications",
        ["county"],
        postgresql_where=sa.text("NOT planned AND valid_until IS NOT NULL"),
    )


def _check_ins() -> None:
    op.create_table(
        "check_ins",
        *_counted(),
        sa.Column("check_in", sa.Uuid(), nullable=False),
        sa.Column("match", sa.Uuid(), nullable=False),
        sa.Column("partner", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("late_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("check_in", name="pk_check_ins"),
    )
    op.create_index("ix_check_ins_late", "check_ins", ["county", "late_at"], postgresql_where=sa.text("state = 'due'"))
    op.create_index("ix_check_ins_match", "check_ins", ["match"])


def _contacts() -> None:
    op.create_table(
        "contacts",
        *_counted(),
        sa.Column("contact", sa.Uuid(), nullable=False),
        sa.Column("match", sa.Uuid(), nullable=False),
        sa.Column("partner", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("contact", name="pk_contacts"),
    )
    op.create_index("ix_contacts_match", "contacts", ["match"])


def _policies() -> None:
    op.create_table(
        "policies",
        sa.Column("program", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("said", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("program", "version", name="pk_policies"),
    )


def _reach() -> None:
    op.create_table(
        "reach",
        *_counted(),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("failed", sa.String(20), nullable=True),
        sa.Column("opted_out", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person", "county", name="pk_reach"),
    )


def _relations() -> None:
    op.create_table(
        "relations",
        *_counted(),
        sa.Column("match", sa.Uuid(), nullable=False),
        sa.Column("partner", sa.Uuid(), nullable=False),
        sa.Column("family", sa.Uuid(), nullable=False),
        sa.Column("parent", sa.Uuid(), nullable=False),
        sa.Column("case", sa.Uuid(), nullable=True),
        sa.Column("program", sa.String(64), nullable=True),
        sa.Column("begun_at", INSTANT, nullable=True),
        sa.Column("zone", sa.String(64), nullable=True),
        sa.Column("matched_on", sa.Date(), nullable=True),
        sa.Column("waiting_for", sa.String(20), nullable=True),
        sa.Column("waiting_until", INSTANT, nullable=True),
        sa.Column("supervisor", sa.Uuid(), nullable=True),
        sa.Column("assigned_on", sa.Date(), nullable=True),
        sa.Column("first_contact_due", sa.Date(), nullable=True),
        sa.Column("late_at", INSTANT, nullable=True),
        sa.Column("first_contact_made_on", sa.Date(), nullable=True),
        sa.Column("first_contact_overdue", sa.Boolean(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(20), nullable=True),
        sa.Column("case_closed_on", sa.Date(), nullable=True),
        sa.Column("certification", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("match", name="pk_relations"),
    )
    op.create_index("ix_relations_case", "relations", ["case"])
    op.create_index(
        "ix_relations_late",
        "relations",
        ["county", "late_at"],
        postgresql_where=sa.text("first_contact_made_on IS NULL AND NOT first_contact_overdue AND ended_on IS NULL"),
    )
    op.create_index("ix_relations_partner", "relations", ["partner", "program"])
    op.create_index("ix_relations_supervisor", "relations", ["supervisor"])
    op.create_index(
        "ix_relations_waiting",
        "relations",
        ["county", "match"],
        postgresql_where=sa.text("waiting_for IN ('policy', 'supervisor')"),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        *_counted(),
        sa.Column("session", sa.Uuid(), nullable=False),
        sa.Column("partner", sa.Uuid(), nullable=False),
        sa.Column("program", sa.String(64), nullable=False),
        sa.Column("series", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("late_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("session", name="pk_sessions"),
    )
    op.create_index("ix_sessions_late", "sessions", ["county", "late_at"], postgresql_where=sa.text("state = 'due'"))
    op.create_index("ix_sessions_partner", "sessions", ["partner", "program"])


def _supervisors() -> None:
    op.create_table(
        "supervisors",
        *_counted(),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("span", sa.Integer(), nullable=False),
        sa.Column("absent_from", sa.Date(), nullable=True),
        sa.Column("absent_until", sa.Date(), nullable=True),
        sa.Column("delegate", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("person", name="pk_supervisors"),
    )
