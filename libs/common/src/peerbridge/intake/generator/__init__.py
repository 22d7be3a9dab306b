"""Files of our own making, for the demo, tests and bench: the same plan gives the same bytes, at any size, streamed.

Nobody in them exists. What was planted is told in a ledger, so that a reader can be held to it.
"""

from peerbridge.intake.generator.damage import DAMAGES
from peerbridge.intake.generator.plan import Plan
from peerbridge.intake.generator.planted import KINDS
from peerbridge.intake.generator.writing import FORMATS, Ledger, pieces, write_file

__all__ = ["DAMAGES", "FORMATS", "KINDS", "Ledger", "Plan", "pieces", "write_file"]
