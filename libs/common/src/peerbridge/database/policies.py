"""Whose rows a transaction sees, as PostgreSQL's row-level security has it: its counties', its person's, the platform's."""

__all__ = ["AUDIT_SEEN", "COUNTIES", "PERSON", "PLATFORM", "policy_statements"]

COUNTIES = "(SELECT string_to_array(current_setting('peerbridge.counties', true), ','))"
SEEN = f"(county = ANY ({COUNTIES}::text[]) OR shared_with::text[] && {COUNTIES})"
PERSON = "(SELECT nullif(current_setting('peerbridge.person', true), '')::uuid)"
PLATFORM = "(county IS NULL AND current_setting('peerbridge.platform', true) = 'on')"
AUDIT_SEEN = f"({SEEN} OR {PLATFORM})"


def policy_statements(table: str, *, person: str | None = None, also: str | None = None) -> list[str]:
    """Row-level security on `table`: its counties, where named its person's own rows, and where given one more condition."""
    conditions = [("by_county", SEEN)]
    if person:
        conditions.append(("by_person", f'("{person}" = {PERSON})'))
    if also:
        conditions.append(("beyond_counties", also))
    enable = [f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY', f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY']
    return enable + [
        f'CREATE POLICY {name} ON "{table}" USING ({rule}) WITH CHECK ({rule})' for name, rule in conditions
    ]
