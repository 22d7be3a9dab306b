"""What supervision holds of a merged id is the kept one's, in all counties, whatever is heard before or after."""

from typing import Final

from peerbridge.merging import Merging
from supervision.storage.joining import JOINED

__all__ = ["merging"]

merging: Final = Merging(JOINED)
