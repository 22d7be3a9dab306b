"""What happens to cases.

May be heard in any order with the request of the case's family, and before anything else of the case.
"""

from matching.use_cases.follow_cases import follow_cases
from peerbridge.events.cases import CaseClosed, CaseClosureCorrected, CaseClosureWithdrawn, CaseOpened, CaseReopened
from peerbridge.messaging.subscriber import Subscriber

__all__ = ["cases"]

cases = Subscriber(topic="peerbridge.cases")
cases.on(CaseOpened, follow_cases)
cases.on(CaseReopened, follow_cases)
cases.on(CaseClosed, follow_cases)
cases.on(CaseClosureCorrected, follow_cases)
cases.on(CaseClosureWithdrawn, follow_cases)
