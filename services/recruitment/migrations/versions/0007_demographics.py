"""Demographics and vacancies: counts of families, self-descriptions, places that are looked for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from peerbridge.database.migrations import secure

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "families_served",
        *_counted(),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("families", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("county", "dimension", "value"),
    )
    op.create_table(
        "self_descriptions",
        *_counted(),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("application", sa.Uuid(), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("cultures", postgresql.ARRAY(sa.String()), nullable=False),
        sa.PrimaryKeyConstraint("application"),
    )
    _vacancies()
    secure("families_served")
    secure("self_descriptions", person="person")
    secure("vacancies")


def downgrade() -> None:
    for table in ("vacancy_places", "vacancies", "self_descriptions", "families_served"):
        op.drop_table(table)


def _vacancies() -> None:
    op.create_table(
        "vacancies",
        *_counted(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("postings", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_vacancies_county", "vacancies", ["county", "id"], postgresql_where=sa.text("closed_on IS NULL"))
    op.create_table(
        "vacancy_places",
        sa.Column("vacancy", sa.Uuid(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("vacancy"),
    )
    op.create_index("ix_vacancy_places_program", "vacancy_places", ["program"])


def _counted() -> list[sa.Column[object]]:
    shared: sa.Column[object] = sa.Column(
        "shared_with", postgresql.ARRAY(sa.String(5)), server_default="{}", nullable=False
    )
    return [sa.Column("county", sa.String(5), nullable=False), shared]
