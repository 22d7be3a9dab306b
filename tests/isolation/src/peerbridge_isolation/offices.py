"""What an office does beside its applications: a cohort with a member, a vacancy, a checklist."""

from typing import Any

from peerbridge.events.policy import Policy
from peerbridge.identity import COORDINATOR
from peerbridge_isolation.house import House

__all__ = ["organised"]


async def organised(house: House, program: str, policy: Policy, county: str, application: str, mark: str) -> None:
    """All of it, once, by the county's coordinator."""

    async def done(method: str, path: str, body: Any) -> Any:
        return await house.do("recruitment", method, path, body, role=COORDINATOR, county=county)

    later = next(each.training for each in policy.trainings if each.due == "within_months")
    cohort = {"program": program, "training": later, "county": county, "starts_on": "2026-01-05"}
    planned = await done("POST", "/v1/cohorts", cohort)
    await done("POST", f"/v1/cohorts/{planned['id']}/members", {"application": application})
    vacancy = {"program": program, "county": county, "postings": {"en": f"{mark} looks for parents"}}
    await done("POST", "/v1/vacancies", vacancy)
    element = policy.readiness_checklist.elements[0].element
    await done("PUT", f"/v1/programs/{program}/readiness-checklists/{county}/{element}", {"confirmed_on": "2026-01-05"})
