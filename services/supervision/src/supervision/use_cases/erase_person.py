"""What supervision holds of a person is destroyed, in all counties, whatever it is heard after or before."""

from typing import Final

from peerbridge.erasure import Erasure
from peerbridge.events.erasure import SupervisionErasureDone
from supervision.storage.personal import HOLDINGS

__all__ = ["erasure"]

erasure: Final = Erasure(HOLDINGS, SupervisionErasureDone)
