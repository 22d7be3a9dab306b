"""Statements share their columns and conditions by name; what is put in is text of these files, never a value."""

__all__ = ["COLUMNS", "SEEN", "sql"]

COLUMNS = (
    "e.id, e.topic, e.type, e.subject, e.county, e.shared_with, e.time, e.sequence, e.correlation, e.causation, "
    "e.ids, e.case_id, e.data::text AS data"
)
"""What an event is read by (`events.told`), of the table `event e`."""

SEEN = "(e.county = ANY ($1::text[]) OR e.shared_with && $1::varchar[])"
"""The reader's counties are every statement's first parameter: the policy would hide the rest, and so do we."""


def sql(statement: str, **parts: str) -> str:
    """The statement with its parts put in: `{columns}`, `{seen}`, and those named."""
    for name, part in {"columns": COLUMNS, "seen": SEEN, **parts}.items():
        statement = statement.replace("{" + name + "}", part)
    return statement
