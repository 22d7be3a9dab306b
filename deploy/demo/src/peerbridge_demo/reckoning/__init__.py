"""An independent reader of the pipeline: where everybody is, and every number, reckoned from the topics' events alone.

Nothing of the services is imported: what a programme asks is read from ProgramPublished, everything else from what was said.
"""

from peerbridge_demo.reckoning.difference import Count, Difference, Key, differences
from peerbridge_demo.reckoning.places import PLACES, place_of
from peerbridge_demo.reckoning.reckoning import Reckoning

__all__ = ["PLACES", "Count", "Difference", "Key", "Reckoning", "differences", "place_of"]
