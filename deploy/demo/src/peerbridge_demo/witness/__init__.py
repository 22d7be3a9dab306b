"""An independent reader: looks at topics and databases from outside, with nothing of the chassis but the catalogue's names."""

from peerbridge_demo.witness.databases import Databases
from peerbridge_demo.witness.once import doubled
from peerbridge_demo.witness.order import disorder
from peerbridge_demo.witness.records import MEASURES, Said, produce, read_all, rewrite

__all__ = ["MEASURES", "Databases", "Said", "disorder", "doubled", "produce", "read_all", "rewrite"]
