"""Programs and their versions in and out. Open to every reader: a policy says nothing of any person."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from peerbridge.events.policy import Policy
from recruitment.domain.programs import Version, in_force
from recruitment.storage.tables import ProgramRow, ProgramVersionRow

__all__ = [
    "Published",
    "add",
    "come",
    "counties_ever",
    "latest",
    "listed",
    "mark_reviewed",
    "of_county",
    "policy",
    "to_review",
    "versions",
]

COLUMNS = (
    "program, version, effective_on, published_at, policy::text AS policy"  # as text: read by the policy's own model
)
LATEST = f"SELECT {COLUMNS} FROM program_versions WHERE program = $1 ORDER BY version DESC LIMIT 1"  # noqa: S608 (columns are named above)
VERSIONS = f"SELECT {COLUMNS} FROM program_versions WHERE program = $1 AND version > $2 ORDER BY version LIMIT $3"  # noqa: S608 (columns are named above)
LISTED = f"""
SELECT {COLUMNS} FROM programs AS p JOIN program_versions AS v USING (program, version)
WHERE program > $1 AND ($2::text IS NULL OR EXISTS (
    SELECT FROM program_counties AS c WHERE c.program = p.program AND c.version = p.version AND c.county = $2))
ORDER BY program LIMIT $3
"""  # noqa: S608 (columns are named above)
OF_COUNTY = """
SELECT v.program, v.version, v.effective_on, c.zone FROM program_versions AS v
LEFT JOIN program_counties AS c ON c.program = v.program AND c.version = v.version AND c.county = $1
WHERE v.program IN (SELECT program FROM program_counties WHERE county = $1) ORDER BY v.program, v.version
"""
SERVE = """
INSERT INTO program_counties (program, version, county, zone)
SELECT $1::text, $2::int, county, zone FROM unnest($3::text[], $4::text[]) AS served (county, zone)
"""
POLICY = "SELECT policy::text FROM program_versions WHERE program = $1 AND version = $2"
EVER = "SELECT DISTINCT county FROM program_counties WHERE program = $1"
TO_REVIEW = """
SELECT program, version, effective_on FROM program_versions
WHERE home_county = $1 AND NOT reviewed AND effective_on <= $2 ORDER BY effective_on LIMIT $3 FOR UPDATE SKIP LOCKED
"""
ZONES = "SELECT DISTINCT zone FROM program_counties WHERE program = $1"
REVIEWED = "UPDATE program_versions SET reviewed = true WHERE program = $1 AND version = $2"


@dataclass(frozen=True, slots=True)
class Published:
    """A version of a program's policy, and when it was published (business time)."""

    program: str
    version: int
    effective_on: date
    published_at: datetime
    policy: Policy


async def latest(work: UnitOfWork, program: str) -> Published | None:
    """The latest version, in force yet or not."""
    row = await (await work.raw()).fetchrow(LATEST, program)
    return _published(row) if row else None


async def policy(work: UnitOfWork, program: str, version: int) -> Policy:
    """The policy of a version that exists."""
    return _read(await (await work.raw()).fetchval(POLICY, program, version))


async def versions(work: UnitOfWork, program: str, after: int = 0, limit: int = 1000) -> list[Published]:
    """Versions after a number, the oldest first."""
    return [_published(row) for row in await (await work.raw()).fetch(VERSIONS, program, after, limit)]


async def listed(work: UnitOfWork, county: str | None, after: str, limit: int) -> list[Published]:
    """The latest version of each program, by id; with `county` those that serve it."""
    return [_published(row) for row in await (await work.raw()).fetch(LISTED, after, county, limit)]


async def of_county(work: UnitOfWork, county: str) -> dict[str, int]:
    """Program -> the version in force, of the programs that work in a county today."""
    found: dict[str, list[Any]] = {}
    for row in await (await work.raw()).fetch(OF_COUNTY, county):
        found.setdefault(row["program"], []).append(row)
    serving = {}
    for program, known in found.items():
        zones = [row["zone"] for row in known if row["zone"]]
        now = in_force((_version(row) for row in known), work.today(zones[-1]))
        if now and any(row["version"] == now.version and row["zone"] for row in known):
            serving[program] = now.version
    return serving


async def add(work: UnitOfWork, policy: Policy, version: int) -> None:
    """Keep a new version, which is the latest from now on."""
    await rows.store(work, [ProgramRow(program=policy.program, version=version)])
    row = ProgramVersionRow(
        program=policy.program,
        version=version,
        effective_on=policy.effective_on,
        published_at=work.business_now,
        home_county=policy.counties[0].county,
        wait_months=policy.wait_months,
        exit_policy=policy.exit_policy,
        case_types=list(policy.case_types),
        policy=policy.model_dump(mode="json"),
        reviewed=False,
    )
    await rows.store(work, [row])
    zones = policy.zones
    await (await work.raw()).execute(SERVE, policy.program, version, list(zones), list(zones.values()))


async def counties_ever(work: UnitOfWork, program: str) -> list[str]:
    """Every county that any version of a program serves or served."""
    return sorted(row["county"] for row in await (await work.raw()).fetch(EVER, program))


async def to_review(work: UnitOfWork, county: str, limit: int) -> list[Version]:
    """Versions at home in a county that have come into force in all their zones and whose effects are not worked off yet."""
    raw = await work.raw()
    found = [_version(row) for row in await raw.fetch(TO_REVIEW, county, work.business_now.date(), limit)]
    return [version for version in found if await come(work, version)]


async def come(work: UnitOfWork, version: Version) -> bool:
    """Whether a version's day has come in every time zone of its program."""
    zones = await (await work.raw()).fetch(ZONES, version.program)
    return all(version.effective_on <= work.today(row["zone"]) for row in zones)


async def mark_reviewed(work: UnitOfWork, version: Version) -> None:
    """Note that a version's effects are being worked off."""
    await (await work.raw()).execute(REVIEWED, version.program, version.version)


def _version(row: Any) -> Version:
    return Version(row["program"], row["version"], row["effective_on"])


def _published(row: Any) -> Published:
    return Published(row["program"], row["version"], row["effective_on"], row["published_at"], _read(row["policy"]))


@lru_cache(maxsize=256)
def _read(text: str) -> Policy:
    """A stored policy; most are asked for again and again."""
    return Policy.model_validate_json(text)
