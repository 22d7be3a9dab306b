"""Which counties know the parents of cases. May be heard in any order with everything."""

from notification.use_cases.note_cases import note_cases
from peerbridge.events.cases import CaseClosed, CaseClosureCorrected, CaseOpened, CaseReopened
from peerbridge.messaging.subscriber import Subscriber

__all__ = ["cases"]

cases = Subscriber(topic="peerbridge.cases")
cases.on(CaseOpened, note_cases)
cases.on(CaseReopened, note_cases)
cases.on(CaseClosed, note_cases)
cases.on(CaseClosureCorrected, note_cases)
