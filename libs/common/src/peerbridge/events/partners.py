"""All events of the topic of partners: the way to certification, and the certification."""

from peerbridge.events.candidates import (
    ApplicationSubmitted,
    ApplicationWithdrawn,
    BackgroundCheckDecided,
    CandidateIdentified,
    CandidateNominated,
    CandidateOptedOut,
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
