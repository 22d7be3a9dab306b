"""What each table of recruitment holds of people, column by column: declared here, and nowhere else (a test finds what is not).

Cases, removals and closures are the state's records of a case: ids, dates and codes, without a name. `people.digest` stays, so that the
next report about the same person is known for theirs and leaves them alone.
"""

from collections.abc import Mapping
from typing import Final

from peerbridge.erasure import Holding, deleted, emptied, kept

__all__ = ["HOLDINGS"]

HOLDINGS: Final[Mapping[str, Holding]] = {
    "nominations": deleted(
        "person = $1", "person", "county", "shared_with", "id", "program", "referrer", "correlation", "nominated_at"
    ),
    "applications": emptied(
        "person = $1",
        {"cleared": "'{}'::jsonb"},
        "person",
        "county",
        "shared_with",
        "id",
        "program",
        "zone",
        "version",
        "submitted_on",
        "state",
        "employment",
        "hired_on",
        "closed_on",
    ),
    "screening_notes": deleted(
        "application IN (SELECT id FROM applications WHERE person = $1)",
        "county",
        "shared_with",
        "application",
        "step",
        "panel",
        "scores",
        "notes",
        "reason",
        "decided_by",
    ),
    "screening_decisions": deleted(
        "person = $1", "person", "county", "shared_with", "application", "step", "decision", "decided_on"
    ),
    "background_checks": deleted(
        "person = $1",
        "county",
        "shared_with",
        "id",
        "application",
        "person",
        "check_id",
        "outcome",
        "decided_on",
        "valid_until",
        "categories",
        "letter",
        "letter_declined",
        "decided_by",
    ),
    "trainings": deleted(
        "person = $1",
        "person",
        "county",
        "shared_with",
        "id",
        "application",
        "training",
        "completed_on",
        "started_on",
        "hours",
    ),
    "readiness": deleted(
        "person = $1", "person", "county", "shared_with", "application", "agreed_on", "partner", "coordinator", "plan"
    ),
    "career_steps": deleted(
        "person = $1", "person", "county", "shared_with", "program", "career", "step", "reached_on"
    ),
    "benefits": deleted(
        "person = $1", "person", "county", "shared_with", "id", "program", "benefit", "amount", "used_on"
    ),
    "self_descriptions": deleted(
        "person = $1", "person", "county", "shared_with", "application", "languages", "cultures"
    ),
    "families_served": kept("county", "shared_with", "dimension", "value", "families", "as_of"),
    "vacancies": kept(
        "county", "shared_with", "id", "program", "zone", "language", "places", "opened_on", "closed_on", "postings"
    ),
    "vacancy_places": kept("vacancy", "program", "places"),
    "cohort_members": deleted("person = $1", "person", "county", "shared_with", "cohort", "application"),
    "education": deleted(
        "person = $1", "person", "county", "shared_with", "program", "completed_on", "topic", "hours", "recorded_at"
    ),
    "people": emptied("person = $1", {"opted_out": "true"}, "person", "digest", "counties"),
    "candidates": kept(
        "person",
        "county",
        "shared_with",
        "program",
        "state",
        "identified",
        "nominated",
        "applied",
        "case_id",
        "closure",
        "basis",
        "due_on",
        "moved_from",
        "correlation",
        "since",
    ),
    "cohorts": kept("county", "shared_with", "id", "program", "training", "zone", "starts_on", "closed_on"),
    "cohort_sessions": kept("county", "shared_with", "cohort", "held_on", "hours", "attended"),
    "case_index": kept("digest", "case_id", "county"),
    "cases": kept(
        "county",
        "shared_with",
        "id",
        "source",
        "source_case",
        "correlation",
        "assigned_county",
        "unnamed_parent",
        "waiting_since",
        "open",
        "opened_on",
        "closed_on",
        "closure",
        "exit_reason",
        "case_type",
        "referred",
        "parents",
    ),
    "certifications": kept(
        "person",
        "county",
        "shared_with",
        "application",
        "program",
        "zone",
        "valid_from",
        "valid_until",
        "began_on",
        "term_until",
        "educated_until",
        "roles",
        "role_limits",
        "capacity",
        "counties",
        "look_ahead",
        "state",
        "suspension",
        "suspended_on",
        "noticed",
        "training_due_on",
        "ended_on",
        "due_on",
    ),
    "closures": kept(
        "county",
        "shared_with",
        "id",
        "case_id",
        "removal",
        "exit",
        "said_county",
        "opened_on",
        "closed_on",
        "code_list",
        "exit_code",
        "case_type",
        "referred",
        "withdrawn",
        "fault",
        "told",
        "parents",
    ),
    "merges": kept("county", "shared_with", "merged", "kept", "ground", "decided_by", "decided_at"),
    "parents": kept("person", "case_id"),
    "program_counties": kept("program", "version", "county", "zone"),
    "program_versions": kept(
        "program",
        "version",
        "effective_on",
        "published_at",
        "home_county",
        "wait_months",
        "exit_policy",
        "case_types",
        "policy",
        "reviewed",
    ),
    "programs": kept("program", "version"),
    "removals": kept("county", "shared_with", "case_id", "removal", "said_county", "opened_on", "case_type", "parents"),
    "staff_places": kept("application", "program"),
}
