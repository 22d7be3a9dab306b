"""What another policy would mean for the people of one county: counted, never listed."""

from dataclasses import dataclass

from peerbridge.database.work import UnitOfWork
from peerbridge.events.policy import Policy

__all__ = ["Effects", "in_county"]

PARENTS = """
WITH known AS (
    SELECT p.person, min(c.closed_on + make_interval(months => $2)) FILTER (
        WHERE c.exit_reason = ANY ($3::text[]) AND c.case_type = ANY ($4::text[])) AS before,
        min(c.closed_on + make_interval(months => $5)) FILTER (
        WHERE c.exit_reason = ANY ($6::text[]) AND c.case_type = ANY ($7::text[])) AS after
    FROM cases AS c, unnest(c.parents) AS p (person)
    WHERE c.county = $1 AND NOT c.open AND c.referred AND c.closed_on IS NOT NULL
    AND NOT EXISTS (SELECT FROM people AS o WHERE o.person = p.person AND o.opted_out)
    AND NOT EXISTS (SELECT FROM parents AS b JOIN cases AS o ON o.id = b.case_id WHERE b.person = p.person AND o.open)
    AND NOT EXISTS (SELECT FROM candidates AS k WHERE k.person = p.person AND k.program = $8 AND (k.identified OR k.applied))
    GROUP BY p.person
)
SELECT count(*) FILTER (WHERE before IS NULL AND after IS NOT NULL) AS newly_eligible,
       count(*) FILTER (WHERE before IS NOT NULL AND after IS NULL) AS no_longer_eligible,
       count(*) FILTER (WHERE after < before) AS sooner, count(*) FILTER (WHERE after > before) AS later
FROM known
"""
DECIDED = """
SELECT (SELECT count(*) FROM candidates WHERE county = $1 AND program = $2 AND (identified OR nominated) AND NOT applied) AS in_pool,
       (SELECT count(*) FROM applications WHERE county = $1 AND program = $2 AND state IN ('open', 'hired')) AS applications,
       (SELECT count(*) FROM certifications WHERE county = $1 AND program = $2 AND state = 'certified') AS partners
"""


@dataclass(frozen=True, slots=True)
class Effects:
    """Parents whose time to be asked changes; and who was decided under earlier versions, and stays so."""

    county: str
    newly_eligible: int
    no_longer_eligible: int
    sooner: int
    later: int
    in_pool: int
    applications: int
    partners: int

    @property
    def any(self) -> bool:
        """Whether anybody of this county is known to the programme, or would be."""
        changed = self.newly_eligible, self.no_longer_eligible, self.sooner, self.later
        return any((*changed, self.in_pool, self.applications, self.partners))


async def in_county(work: UnitOfWork, county: str, before: Policy | None, after: Policy) -> Effects:
    """What would change for the parents of a county (P01-P04), and what was decided there."""
    raw = await work.raw()
    rules = [value for policy in (before, after) for value in _rules(policy, county)]
    parents = await raw.fetchrow(PARENTS, county, *rules, after.program)
    decided = await raw.fetchrow(DECIDED, county, after.program)
    return Effects(county=county, **dict(parents), **dict(decided))


def _rules(policy: Policy | None, county: str) -> tuple[int, list[str], list[str]]:
    """The wait, exits and kinds of case that count in a county; none where the policy does not serve it."""
    if policy is None or not policy.serves(county):
        return 0, [], []
    return policy.wait_months, sorted(policy.exits), list(policy.case_types)
