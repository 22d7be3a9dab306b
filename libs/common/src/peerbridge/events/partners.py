"""All events of the topic of partners: the way to certification, and the certification."""

from peerbridge.events.candidates import (
    ApplicationSubmitted,
    ApplicationWithdrawn,
    BackgroundCheckDecided,
    CandidateIdentified,
    CandidateNominated,
    CandidateOptedOut,
    CandidatesMerged,
    CandidateWithdrawn,
    PartnerHired,
    ReadinessAgreed,
    ScreeningDecided,
    TrainingCompleted,
)
from peerbridge.events.certification import (
    CareerStepReached,
    CertificationExpiring,
    CertificationLapsed,
    CertificationRenewed,
    PartnerCertified,
    PartnerLeft,
    PartnerReinstated,
    PartnerSuspended,
)

__all__ = [
    "ApplicationSubmitted",
    "ApplicationWithdrawn",
    "BackgroundCheckDecided",
    "CandidateIdentified",
    "CandidateNominated",
    "CandidateOptedOut",
    "CandidateWithdrawn",
    "CandidatesMerged",
    "CareerStepReached",
    "CertificationExpiring",
    "CertificationLapsed",
    "CertificationRenewed",
    "PartnerCertified",
    "PartnerHired",
    "PartnerLeft",
    "PartnerReinstated",
    "PartnerSuspended",
    "ReadinessAgreed",
    "ScreeningDecided",
    "TrainingCompleted",
]
