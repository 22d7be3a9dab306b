"""What state systems report of cases. May be heard in any order with: programmes published, nominations, reports by HTTP."""

from peerbridge.events.intake import CaseClosedReported, CaseCorrectionReported, CaseOpenedReported
from peerbridge.messaging.subscriber import Subscriber
from recruitment.use_cases.hear_reports import hear_reports

__all__ = ["intake"]

intake = Subscriber(topic="peerbridge.intake.cases", foreign=True)
intake.on(CaseOpenedReported, hear_reports)
intake.on(CaseClosedReported, hear_reports)
intake.on(CaseCorrectionReported, hear_reports)
