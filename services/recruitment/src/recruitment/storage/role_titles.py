"""What programs call their partners today; read without the rest of their policies."""

import json
from collections.abc import Collection, Mapping
from typing import Final

from peerbridge.database.work import UnitOfWork
from recruitment.domain.titles import Titles

__all__ = ["of_programs"]

READ: Final = """
SELECT DISTINCT ON (program) program, policy ->> 'title' AS title, (policy -> 'role_titles')::text AS usual,
       coalesce(policy -> 'titles', '[]')::text AS others
FROM program_versions WHERE program = ANY ($1::text[]) AND effective_on <= $2 ORDER BY program, version DESC
"""


async def of_programs(work: UnitOfWork, programs: Collection[str]) -> Mapping[str, Titles]:
    """The titles of these programs as the versions in force have them; of one that has none yet there are none."""
    found = await (await work.raw()).fetch(READ, sorted(set(programs)), work.business_now.date())
    return {row["program"]: _titles(row["title"], json.loads(row["usual"]), json.loads(row["others"])) for row in found}


def _titles(program: str, usual: list[str], others: list[dict[str, str]]) -> Titles:
    return Titles(next(iter(usual), program), {each["language"]: each["title"] for each in others})
