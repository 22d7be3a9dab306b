"""What recruitment says about partners. May be heard in any order with.

Profiles given, programmes published, requests made.
"""

from matching.use_cases.close_to_new_matches import close_to_new_matches
from matching.use_cases.merge_person import merging
from matching.use_cases.put_on_roster import put_on_roster
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

__all__ = ["partners"]

partners = Subscriber(topic="peerbridge.partners")
partners.on(PartnerCertified, put_on_roster)
partners.on(CertificationRenewed, put_on_roster)
partners.on(PartnerReinstated, put_on_roster)
partners.on(CertificationLapsed, close_to_new_matches)
partners.on(PartnerSuspended, close_to_new_matches)
partners.on(PartnerLeft, close_to_new_matches)
partners.on(CandidatesMerged, merging.hear)
