"""The independent reader: checks QUALITY's twelve invariants from databases and topics alone.

It shares no code with the services (an import contract says so); of theirs it reads declarations only: AsyncAPI, event
schemas, OpenAPI and information_schema. A service, table or event added later is read by the same rules.
"""

from peerbridge_faults.reader.checks import CHECKS, check_all
from peerbridge_faults.reader.records import Record
from peerbridge_faults.reader.seen import Finding, Ledger, Place, Seen

__all__ = ["CHECKS", "Finding", "Ledger", "Place", "Record", "Seen", "check_all"]
