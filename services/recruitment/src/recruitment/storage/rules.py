"""What programs ask today, county by county: of each program the version in force there, and none where that one left the county.

Who reads the rules holds them still until its transaction ends; who changes them waits for all readers. So the job that a change
leaves sees every case that was decided by the old rules.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from peerbridge.database.work import UnitOfWork
from peerbridge.events.policy import SUCCESSFUL_EXITS
from recruitment.domain.eligibility import Rules
from recruitment.domain.programs import Version, in_force

__all__ = ["change", "in_counties", "latest_day"]

SERVING = """
SELECT c.county, c.zone, v.program, v.version, v.wait_months, v.exit_policy, v.case_types
FROM program_counties AS c JOIN program_versions AS v USING (program, version) WHERE c.county = ANY ($1::text[])
ORDER BY c.county, v.program, v.version
"""
VERSIONS = "SELECT program, version, effective_on FROM program_versions WHERE program = ANY ($1::text[])"
HOLD = "SELECT pg_advisory_xact_lock_shared(hashtextextended('rules of all programs', 0))"
CHANGE = "SELECT pg_advisory_xact_lock(hashtextextended('rules of all programs', 0))"
ZONES = "SELECT DISTINCT zone FROM program_counties WHERE county = $1"


async def change(work: UnitOfWork) -> None:
    """Wait until nobody decides by the rules as they are, and let nobody begin before this transaction ends."""
    await (await work.raw()).execute(CHANGE)


async def in_counties(work: UnitOfWork, counties: Iterable[str]) -> dict[str, list[Rules]]:
    """The rules in force today in each of these counties, by the county's own date."""
    raw = await work.raw()
    await raw.execute(HOLD)
    serving = await raw.fetch(SERVING, sorted(set(counties)))
    versions: dict[str, list[Version]] = {}
    for row in await raw.fetch(VERSIONS, sorted({row["program"] for row in serving})) if serving else ():
        versions.setdefault(row["program"], []).append(Version(row["program"], row["version"], row["effective_on"]))
    here: dict[tuple[str, str], list[Any]] = {}
    for row in serving:
        here.setdefault((row["county"], row["program"]), []).append(row)
    found: dict[str, list[Rules]] = {}
    for (county, program), rows in here.items():
        if (rules := _rules(work, rows, versions[program])) is not None:
            found.setdefault(county, []).append(rules)
    return found


async def latest_day(work: UnitOfWork, county: str) -> Any:
    """Today's date in a county; None where no program has ever said its time zone."""
    zones = await (await work.raw()).fetch(ZONES, county)
    return max((work.today(row["zone"]) for row in zones), default=None)


def _rules(work: UnitOfWork, rows: Sequence[Any], versions: Sequence[Version]) -> Rules | None:
    today = work.today(rows[-1]["zone"])
    version = in_force(versions, today)
    row = next((r for r in rows if version is not None and r["version"] == version.version), None)
    if row is None:
        return None
    return Rules(
        program=row["program"],
        county=row["county"],
        zone=row["zone"],
        today=today,
        wait_months=row["wait_months"],
        exits=SUCCESSFUL_EXITS[row["exit_policy"]],
        case_types=frozenset(row["case_types"]),
    )
