"""What notification holds of a merged id is the kept one's, in all counties, whatever is heard before or after."""

from typing import Final

from notification.storage.joining import JOINED
from peerbridge.merging import Merging

__all__ = ["merging"]

merging: Final = Merging(JOINED)
