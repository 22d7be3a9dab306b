"""What recruitment says of candidates and partners. May be heard in any order with: people entered, opt-outs."""

from notification.use_cases.merge_person import merging
from notification.use_cases.note_answers import note_answers
from notification.use_cases.note_opt_outs import note_opt_outs
from notification.use_cases.tell import tell
from peerbridge.events import partners as said
from peerbridge.events.candidates import CandidatesMerged
from peerbridge.events.erasure import RecruitmentErasureDone
from peerbridge.messaging.subscriber import Subscriber

__all__ = ["partners"]

partners = Subscriber(topic="peerbridge.partners")
partners.on(said.CandidateIdentified, tell)
partners.on(said.CandidateOptedOut, note_opt_outs)
partners.on(said.CandidateWithdrawn, tell)
partners.on(said.ApplicationSubmitted, tell)
partners.on(said.ApplicationWithdrawn, tell)
partners.on(said.ScreeningDecided, tell)
partners.on(said.BackgroundCheckDecided, tell)
partners.on(said.PartnerHired, tell)
partners.on(said.PartnerCertified, tell)
partners.on(said.CertificationExpiring, tell)
partners.on(said.CertificationLapsed, tell)
partners.on(said.CertificationRenewed, tell)
partners.on(said.PartnerSuspended, tell)
partners.on(said.PartnerReinstated, tell)
partners.on(said.PartnerLeft, tell)
partners.on(RecruitmentErasureDone, note_answers)
partners.on(CandidatesMerged, merging.hear)
