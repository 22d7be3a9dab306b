"""What becomes of cases. May be heard in any order with: the match about the case."""

from peerbridge.events.cases import CaseClosed, CaseClosureCorrected, CaseClosureWithdrawn, CaseOpened, CaseReopened
from peerbridge.messaging.subscriber import Subscriber
from supervision.use_cases.note_cases import note_cases

__all__ = ["cases"]

cases = Subscriber(topic="peerbridge.cases")
cases.on(CaseOpened, note_cases)
cases.on(CaseReopened, note_cases)
cases.on(CaseClosed, note_cases)
cases.on(CaseClosureCorrected, note_cases)
cases.on(CaseClosureWithdrawn, note_cases)
