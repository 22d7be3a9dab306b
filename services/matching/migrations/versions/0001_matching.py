"""Chassis, programmes, roster, profiles, places and holds, cases, families, requests, proposals, matches.

Row policies by county on all tables that name one; a partner's and a parent's own rows by policies of their own.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from peerbridge.database.migrations import add_chassis, remove_chassis, secure
from peerbridge.database.policies import PERSON

revision = "0001"
down_revision = None

TEXTS = sa.ARRAY(sa.String())
IDS = sa.ARRAY(sa.Uuid())
MOMENT = sa.DateTime(timezone=True)
OWN = {"roster": "partner", "profile": "partner", "place": "partner", "family": "parent"}
BOTH_SIDES = ("hold", "request", "proposal", "match")
ACTIVE = "state IN ('tentative', 'open')"


def scoped() -> list[sa.Column[Any]]:
    return [
        sa.Column("county", sa.String(5), nullable=False),
        sa.Column("shared_with", sa.ARRAY(sa.String(5)), server_default="{}", nullable=False),
    ]


def must(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def may(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=True) for name in names]


def make(table: str, key: list[str], *columns: list[sa.Column[Any]]) -> None:
    flat = [column for group in columns for column in group]
    op.create_table(table, *flat, sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")))


def upgrade() -> None:
    add_chassis("matching")
    partners()
    places()
    families()
    pairs()
    for table in ("roster", "profile", "place", "family", "known_case", *BOTH_SIDES):
        secure(table, person=OWN.get(table))
    for table in BOTH_SIDES:
        own_rows(table, "partner", f"partner = {PERSON}")
        own_rows(table, "parent", f"parent = {PERSON}")
    own_rows("known_case", "parent", f"{PERSON} = ANY (parents)")


def own_rows(table: str, who: str, rule: str) -> None:
    op.execute(f'CREATE POLICY by_{who} ON "{table}" USING ({rule}) WITH CHECK ({rule})')


def partners() -> None:
    make(
        "program",
        ["program", "version"],
        must(sa.String(), "program"),
        must(sa.Integer(), "version"),
        must(sa.Date(), "effective_on"),
        must(postgresql.JSONB(), "zones"),
        must(sa.Boolean(), "coordinator_confirms"),
        must(sa.Integer(), "proposal_valid_days"),
        must(TEXTS, "one_to_one"),
    )
    make(
        "roster",
        ["partner", "program"],
        scoped(),
        must(sa.Uuid(), "partner"),
        must(sa.String(), "program"),
        may(sa.Date(), "valid_from", "valid_until"),
        must(TEXTS, "roles", "role_limits", "counties"),
        must(sa.Integer(), "capacity", "certified_sequence", "lapsed_sequence"),
        must(sa.Integer(), "suspended_sequence", "reinstated_sequence", "left_sequence"),
    )
    op.create_index("ix_roster_county", "roster", ["county"])
    op.create_index("ix_roster_shared", "roster", ["shared_with"], postgresql_using="gin")
    make("partner_county", ["partner", "county"], must(sa.Uuid(), "partner"), must(sa.String(5), "county"))
    make(
        "profile",
        ["partner"],
        scoped(),
        must(sa.Uuid(), "partner"),
        must(TEXTS, "languages", "area", "contact_styles", "formats", "experiences", "ages", "cultures"),
        may(sa.Integer(), "capacity_wish"),
        may(sa.Date(), "leave_from", "leave_until"),
        must(sa.Boolean(), "refuses_own_county"),
        must(IDS, "conflict_people"),
        may(MOMENT, "given_at"),
    )


def places() -> None:
    make(
        "place",
        ["partner", "program", "slot"],
        scoped(),
        must(sa.Uuid(), "partner"),
        must(sa.String(), "program"),
        must(sa.Integer(), "slot"),
        must(sa.Boolean(), "offered"),
    )
    make(
        "hold",
        ["proposal"],
        scoped(),
        must(sa.Uuid(), "proposal", "partner", "request", "parent"),
        must(sa.String(), "program"),
        must(sa.Integer(), "slot"),
        must(sa.String(5), "family_county"),
        may(MOMENT, "released_at"),
    )
    op.create_foreign_key(
        op.f("fk_hold_partner_program_slot_place"),
        "hold",
        "place",
        ["partner", "program", "slot"],
        ["partner", "program", "slot"],
    )
    held = sa.text("released_at IS NULL")
    op.create_index("uq_hold_place", "hold", ["partner", "program", "slot"], unique=True, postgresql_where=held)
    op.create_index("uq_hold_request", "hold", ["request"], unique=True, postgresql_where=held)


def families() -> None:
    make(
        "known_case",
        ["case"],
        scoped(),
        must(sa.Uuid(), "case"),
        must(sa.String(), "state"),
        may(sa.Date(), "opened_on", "closed_on"),
        may(sa.Uuid(), "closure", "story"),
        must(IDS, "parents"),
        must(sa.Integer(), "sequence"),
    )
    make("family", ["family"], scoped(), must(sa.Uuid(), "family", "case", "parent"), must(sa.Boolean(), "named"))
    op.create_index("uq_family_parent", "family", ["case", "parent"], unique=True)
    op.create_index("uq_family_unnamed", "family", ["case"], unique=True, postgresql_where=sa.text("NOT named"))
    make(
        "request",
        ["request"],
        scoped(),
        must(sa.Uuid(), "request", "family", "case", "parent"),
        must(MOMENT, "asked_at"),
        must(sa.Integer(), "urgency"),
        must(TEXTS, "must_languages", "preferred_languages", "needs", "wishes", "ages", "tasks"),
        may(sa.String(), "culture", "contact_style", "format", "reason", "attention"),
        must(IDS, "avoid", "refused_partners"),
        must(sa.String(), "state"),
        may(sa.Uuid(), "partner"),
        may(MOMENT, "closed_at"),
    )
    running = sa.text("state IN ('open', 'matched')")
    op.create_index("uq_request_family", "request", ["family"], unique=True, postgresql_where=running)
    op.create_index("ix_request_case", "request", ["case"])
    op.create_index("ix_request_county", "request", ["county", "state"])
    make("waiting", ["request"], must(sa.Uuid(), "request"), must(sa.String(5), "county"))
    op.create_index("ix_waiting_county", "waiting", ["county"])


def pairs() -> None:
    make(
        "proposal",
        ["proposal"],
        scoped(),
        must(sa.Uuid(), "proposal", "request", "family", "case", "parent", "partner"),
        must(sa.String(), "program", "zone", "state"),
        must(sa.Integer(), "valid_days", "total"),
        must(MOMENT, "proposed_at"),
        must(sa.Date(), "expires_on"),
        must(postgresql.JSONB(), "points"),
        must(sa.Boolean(), "was_told"),
        may(sa.String(), "partner_answer", "family_answer", "declined_by", "reason"),
        may(MOMENT, "partner_answered_at", "family_answered_at", "closed_at"),
    )
    op.create_index("ix_proposal_family", "proposal", ["family"])
    op.create_index("ix_proposal_partner", "proposal", ["partner"])
    op.create_index("ix_proposal_due", "proposal", ["county", "expires_on"], postgresql_where=sa.text(ACTIVE))
    make(
        "match",
        ["match"],
        scoped(),
        must(sa.Uuid(), "match", "request", "proposal", "family", "case", "parent", "partner"),
        must(sa.String(), "program", "zone", "state"),
        must(MOMENT, "made_at"),
        may(sa.String(), "reason"),
        may(MOMENT, "ended_at"),
        must(TEXTS, "attention"),
    )
    op.create_index("uq_match_request", "match", ["request"], unique=True)
    for column in ("family", "partner", "case"):
        op.create_index(f"ix_match_{column}", "match", [column])


def downgrade() -> None:
    tables = ("match", "proposal", "waiting", "request", "family", "known_case", "hold", "place", "profile")
    for table in (*tables, "partner_county", "roster", "program"):
        op.drop_table(table)
    remove_chassis()
