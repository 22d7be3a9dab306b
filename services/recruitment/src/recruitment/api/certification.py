"""Certification: granted when, and only when, nothing is missing."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from peerbridge.errors import BeyondCounties, NotVisible
from peerbridge.events.fields import County, SlugId
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN
from peerbridge.web import Api, Body, Work, refusals
from recruitment.api.partners_views import PartnerView, shown
from recruitment.domain.applications_errors import AlreadyCertified, ApplicationClosed, StepsMissing, TermsBeyondPolicy
from recruitment.domain.certification import Terms
from recruitment.use_cases.certify_partner import certify_partner

__all__ = ["router"]

router = Api(tags=["certification"])
MOST = 300  # more counties than any state's programme has
REFUSED = refusals(NotVisible, BeyondCounties, ApplicationClosed, StepsMissing, AlreadyCertified, TermsBeyondPolicy)


class CertificationBody(Body):
    """What was agreed on within the policy. Left out: all its roles, all its places, the home county."""

    roles: Annotated[list[SlugId], Field(max_length=MOST)] | None = None
    capacity: int | None = None
    counties: Annotated[list[County], Field(max_length=MOST)] | None = None

    def terms(self) -> Terms:
        """The terms as the rules see them."""
        roles = tuple(self.roles) if self.roles is not None else None
        counties = tuple(self.counties) if self.counties is not None else None
        return Terms(roles, self.capacity, counties)


@router.post(
    "/v1/applications/{application}/certification",
    roles=(COORDINATOR, PROGRAM_ADMIN),
    responses=REFUSED,
    status_code=201,
)
async def certify(application: UUID, work: Work, body: CertificationBody | None = None) -> PartnerView:
    """Certify a partner from today on; refused with exactly what is missing otherwise."""
    return await shown(work, await certify_partner(work, application, (body or CertificationBody()).terms()))
