"""From application to partner: applications, screening, checks, trainings, readiness, certifications, education."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from peerbridge.database.migrations import secure

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OF_A_PERSON = ("applications", "screening_decisions", "trainings", "readiness", "certifications", "education")
RESTRICTED = ("screening_notes", "background_checks")
GOES_ON = "state IN ('open', 'hired', 'certified')"


def upgrade() -> None:
    _applications()
    _screening()
    _checks()
    _trainings()
    _certifications()
    for table in OF_A_PERSON:
        secure(table, person="person")
    for table in RESTRICTED:
        secure(table)


def downgrade() -> None:
    for table in ("staff_places", *OF_A_PERSON, *RESTRICTED):
        op.drop_table(table)


def _applications() -> None:
    op.create_table(
        "applications",
        *_counted(),
        _id("person"),
        _id("id"),
        _text("program"),
        _text("zone"),
        sa.Column("version", sa.Integer(), nullable=False),
        _day("submitted_on"),
        _text("state"),
        _document("cleared"),
        _text("employment", nullable=True),
        _day("hired_on", nullable=True),
        _day("closed_on", nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_applications_county", "applications", ["county", "id"])
    op.create_index("ix_applications_person", "applications", ["person"])
    goes_on = sa.text(GOES_ON)
    op.create_index(
        "uq_applications_goes_on", "applications", ["person", "program"], unique=True, postgresql_where=goes_on
    )
    op.create_table("staff_places", _id("application"), _text("program"), sa.PrimaryKeyConstraint("application"))
    op.create_index("ix_staff_places_program", "staff_places", ["program"])


def _screening() -> None:
    op.create_table(
        "screening_decisions",
        *_counted(),
        _id("person"),
        _id("application"),
        _text("step"),
        _text("decision"),
        _day("decided_on"),
        sa.PrimaryKeyConstraint("application", "step"),
    )
    op.create_table(
        "screening_notes",
        *_counted(),
        _id("application"),
        _text("step"),
        _document("panel"),
        _document("scores"),
        _text("notes", nullable=True),
        _text("decided_by"),
        sa.PrimaryKeyConstraint("application", "step"),
    )


def _checks() -> None:
    op.create_table(
        "background_checks",
        *_counted(),
        _id("id"),
        _id("application"),
        _id("person"),
        _text("check_id"),
        _text("outcome"),
        _day("decided_on"),
        _day("valid_until", nullable=True),
        _texts("categories"),
        _text("letter", nullable=True),
        sa.Column("letter_declined", sa.Boolean(), nullable=False),
        _text("decided_by"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_background_checks_application", "background_checks", ["application"])


def _trainings() -> None:
    op.create_table(
        "trainings",
        *_counted(),
        _id("person"),
        _id("id"),
        _id("application"),
        _text("training"),
        _day("completed_on"),
        _day("started_on", nullable=True),
        sa.Column("hours", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_trainings_application", "trainings", ["application"])
    op.create_table(
        "readiness",
        *_counted(),
        _id("person"),
        _id("application"),
        _day("agreed_on"),
        _document("partner"),
        _document("coordinator"),
        _text("plan"),
        sa.PrimaryKeyConstraint("application"),
    )
    op.create_table(
        "education",
        *_counted(),
        _id("person"),
        _text("program"),
        _day("completed_on"),
        _text("topic"),
        sa.Column("hours", sa.Float(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", "program", "completed_on", "topic"),
    )


def _certifications() -> None:
    op.create_table(
        "certifications",
        *_counted(),
        _id("person"),
        _id("application"),
        _text("program"),
        _text("zone"),
        *(_day(name) for name in ("valid_from", "valid_until", "began_on", "term_until", "educated_until")),
        *(_texts(name) for name in ("roles", "role_limits", "counties")),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("look_ahead", postgresql.ARRAY(sa.Integer()), nullable=False),
        _text("state"),
        _text("suspension", nullable=True),
        sa.Column("noticed", sa.Integer(), nullable=True),
        *(_day(name, nullable=True) for name in ("suspended_on", "training_due_on", "ended_on", "due_on")),
        sa.PrimaryKeyConstraint("application"),
    )
    due = sa.text("due_on IS NOT NULL")
    op.create_index("ix_certifications_due", "certifications", ["county", "due_on"], postgresql_where=due)
    op.create_index("ix_certifications_county", "certifications", ["county", "application"])
    op.create_index("ix_certifications_person", "certifications", ["person", "program"])


def _counted() -> list[sa.Column[object]]:
    shared: sa.Column[object] = sa.Column(
        "shared_with", postgresql.ARRAY(sa.String(5)), server_default="{}", nullable=False
    )
    return [sa.Column("county", sa.String(5), nullable=False), shared]


def _id(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=False)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _texts(name: str) -> sa.Column[object]:
    return sa.Column(name, postgresql.ARRAY(sa.String()), nullable=False)


def _day(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _document(name: str) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(), nullable=False)
