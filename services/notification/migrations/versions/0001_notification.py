"""The chassis, the people directory, messages and their turns."""

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
    "deliveries",
    "opt_outs",
    "people",
    "turns",
    "whereabouts",
    "zones",
)


def upgrade() -> None:
    add_chassis("notification")
    _deliveries()
    _opt_outs()
    _people()
    _turns()
    _whereabouts()
    _zones()
    secure("deliveries", person="person")
    secure("opt_outs", person="person")
    secure("people", person="person")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    remove_chassis()


def _counted() -> list[sa.Column[object]]:
    return [
        sa.Column("county", sa.String(5), nullable=False),
        sa.Column("shared_with", postgresql.ARRAY(sa.String(5)), server_default="{}", nullable=False),
    ]


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        *_counted(),
        sa.Column("delivery", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("correlation", sa.Uuid(), nullable=False),
        sa.Column("waits_until", INSTANT, nullable=True),
        sa.Column("attempt", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("delivery", name="pk_deliveries"),
        sa.UniqueConstraint(
            "event_id", "person", "template", "channel", name="uq_deliveries_event_id_person_template_channel"
        ),
    )
    op.create_index(
        "ix_deliveries_open", "deliveries", ["state", "delivery"], postgresql_where=sa.text("state <> 'sent'")
    )
    op.create_index("ix_deliveries_person", "deliveries", ["person"])


def _opt_outs() -> None:
    op.create_table(
        "opt_outs",
        *_counted(),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("person", "channel", name="pk_opt_outs"),
    )


def _people() -> None:
    op.create_table(
        "people",
        *_counted(),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.PrimaryKeyConstraint("person", name="pk_people"),
    )


def _turns() -> None:
    op.create_table(
        "turns",
        sa.Column("delivery", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("county", sa.String(5), nullable=False),
        sa.Column("in_business_time", sa.Boolean(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("handing_over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("delivery", name="pk_turns"),
    )
    op.create_index("ix_turns_due", "turns", ["in_business_time", "due_at"])
    op.create_index("ix_turns_person", "turns", ["person"])


def _whereabouts() -> None:
    op.create_table(
        "whereabouts",
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("county", sa.String(5), nullable=False),
        sa.PrimaryKeyConstraint("person", "county", name="pk_whereabouts"),
    )


def _zones() -> None:
    op.create_table(
        "zones",
        sa.Column("county", sa.String(5), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("county", name="pk_zones"),
    )
