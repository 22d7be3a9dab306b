"""A family and a partner come together twice; of other families one is asked, one has a proposal that nobody has seen, one waits."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from peerbridge.identity import CASEWORKER, COORDINATOR, PARENT, PARTNER
from peerbridge_isolation.house import House

__all__ = ["Pairings", "paired"]


@dataclass(frozen=True, slots=True)
class Pairings:
    """A county's pairs. `former`: the family's match before the running one; `asked`: a proposal that waits for both answers.

    `unseen`: a request whose proposal nobody has seen.
    """

    match: str
    former: str
    asked: str
    unseen: str


async def paired(house: House, county: str, partner: str, parent: str, case: str) -> Pairings:
    """All of it, under a programme in which a coordinator confirms; a former relation is opened to the partner."""

    async def told(role: str, method: str, path: str, body: Any = None) -> Any:
        person = {PARTNER: partner, PARENT: parent}.get(role)
        return await house.do("matching", method, path, body, role=role, county=county, person=person)

    async def asks(**wish: Any) -> str:
        made = await told(CASEWORKER, "POST", "/v1/requests", {"case": await another_case(house, county), **wish})
        return str(made["request"])

    async def confirmed(request: str) -> str:
        (proposal,) = await told(COORDINATOR, "GET", f"/v1/proposals?request={request}")
        path = f"/v1/proposals/{proposal['proposal']}"
        await told(COORDINATOR, "POST", f"{path}/confirmation", {"answer": "yes"})
        return path

    async def agreed(request: str) -> str:
        path = await confirmed(request)
        for role, side in ((PARTNER, "partner"), (PARENT, "family")):
            await told(role, "POST", f"{path}/answers", {"side": side, "answer": "yes"})
        (match,) = await told(COORDINATOR, "GET", "/v1/matches?state=active")
        return str(match["match"])

    profile = {"county": county, "languages": ["en", "es"], "consent": True, "experiences": ["housing"]}
    await told(PARTNER, "PUT", f"/v1/partners/{partner}/profile", profile)
    former = await agreed(await asks(case=case, parent=parent))
    ending = {"reason": "moved", "rematch": True, "handover": ["appointments", "goals"]}
    await told(COORDINATOR, "POST", f"/v1/matches/{former}/ending", ending)
    (again,) = await told(COORDINATOR, "GET", "/v1/requests?state=open")
    match = await agreed(again["request"])
    await told(COORDINATOR, "POST", f"/v1/matches/{match}/former", {"former": former, "reason": "hand_over"})
    asked = (await confirmed(await asks())).rpartition("/")[2]
    await asks(must_languages=["so"])
    return Pairings(match, former, asked, unseen=await asks(urgency=1))


async def another_case(house: House, county: str) -> str:
    """An open case of a family that nobody else is about."""
    line = {"source": "county-system", "county": county, "source_case": f"family-{uuid4()}", "opened_on": "2025-11-01"}
    taken = await house.do("recruitment", "POST", "/v1/case-openings", line, role=CASEWORKER, county=county)
    return str(taken["lines"][0]["case"])
