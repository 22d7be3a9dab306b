"""Somebody whom a county knows twice: one pair that was merged, one that was told apart, and one that nobody has looked at."""

from typing import Final
from uuid import uuid4

from peerbridge.identity import CASEWORKER, COORDINATOR
from peerbridge_isolation.house import House

__all__ = ["known_twice"]

REFERRER: Final = "caseworker"


async def known_twice(house: House, county: str, program: str, kept: str, *, number: str, name: str) -> None:
    """Name somebody under a second number and merge them with `kept`; enter three more who share a name."""
    named = {
        "program": program, "county": county, "referrer": REFERRER,
        "source": "clinic", "source_person": number,
    }  # fmt: skip
    told = await house.do("recruitment", "POST", "/v1/nominations", named, role=CASEWORKER, county=county)
    body = {"kept": kept, "merged": told["person"], "ground": "documents"}
    await house.do("recruitment", "POST", "/v1/merges", body, role=COORDINATOR, county=county)
    entered = sorted(str(uuid4()) for _ in range(3))
    for person in entered:
        entry = {"name": name, "county": county, "time_zone": "America/Chicago"}
        await house.do("notification", "PUT", f"/v1/people/{person}", entry, role=COORDINATOR, county=county)
    apart = {"one": entered[0], "other": entered[1]}
    await house.do("notification", "POST", "/v1/duplicates/dismissals", apart, role=COORDINATOR, county=county)
