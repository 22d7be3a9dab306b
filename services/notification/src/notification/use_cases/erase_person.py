"""What notification holds of a person is destroyed, in all counties, whatever it is heard after or before."""

from typing import Final

from notification.storage.personal import HOLDINGS
from peerbridge.erasure import Erasure
from peerbridge.events.erasure import NotificationErasureDone

__all__ = ["erasure"]

erasure: Final = Erasure(HOLDINGS, NotificationErasureDone)
