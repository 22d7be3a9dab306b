"""What recruitment says about certified partners. May be heard in any order with: policies, matches."""

from peerbridge.events.candidates import CandidatesMerged
from peerbridge.events.partners import (
    CertificationLapsed,
    CertificationRenewed,
    PartnerCertified,
    PartnerLeft,
    PartnerReinstated,
    PartnerSuspended,
)
from peerbridge.messaging.subscriber import Subscriber
from supervision.use_cases.merge_person import merging
from supervision.use_cases.note_certifications import note_certifications

__all__ = ["partners"]

partners = Subscriber(topic="peerbridge.partners")
partners.on(PartnerCertified, note_certifications)
partners.on(CertificationRenewed, note_certifications)
partners.on(CertificationLapsed, note_certifications)
partners.on(PartnerSuspended, note_certifications)
partners.on(PartnerReinstated, note_certifications)
partners.on(PartnerLeft, note_certifications)
partners.on(CandidatesMerged, merging.hear)
