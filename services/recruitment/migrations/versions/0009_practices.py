"""Readiness checklists, modality, employer routes, qualifications, and checks that are opened, expire and are renewed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from peerbridge.database.migrations import secure

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MODALITY = ("screening_decisions", "trainings", "cohorts", "vacancies")


def upgrade() -> None:
    op.create_table(
        "readiness_elements",
        *_counted(),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("county", "program", "element"),
    )
    op.create_table(
        "check_openings",
        *_counted(),
        sa.Column("application", sa.Uuid(), nullable=False),
        sa.Column("check_id", sa.String(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("application", "check_id"),
    )
    secure("readiness_elements")
    secure("check_openings", person="person")
    _columns()


def downgrade() -> None:
    op.drop_column("certifications", "check_due_on")
    op.drop_column("vacancies", "requirements")
    op.drop_column("screening_decisions", "qualifications")
    op.drop_column("applications", "employer")
    for table in MODALITY:
        op.drop_column(table, "modality")
    op.drop_table("check_openings")
    op.drop_table("readiness_elements")


def _columns() -> None:
    """Lists have a default, so that a replica of the version before goes on writing."""
    for table in MODALITY:
        op.add_column(table, sa.Column("modality", sa.String(), nullable=True))
    op.add_column("applications", sa.Column("employer", sa.String(), nullable=True))
    op.add_column("screening_decisions", _names("qualifications"))
    op.add_column("vacancies", _names("requirements"))
    op.add_column("certifications", sa.Column("check_due_on", sa.Date(), nullable=True))


def _names(column: str) -> sa.Column[object]:
    made: sa.Column[object] = sa.Column(column, postgresql.ARRAY(sa.String()), server_default="{}", nullable=False)
    return made


def _counted() -> list[sa.Column[object]]:
    shared: sa.Column[object] = sa.Column(
        "shared_with", postgresql.ARRAY(sa.String(5)), server_default="{}", nullable=False
    )
    return [sa.Column("county", sa.String(5), nullable=False), shared]
