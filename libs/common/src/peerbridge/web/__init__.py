"""How a service is asked: each address runs in one transaction under its caller's scope; each refusal has a name."""

from peerbridge.web.api import Api, refusals
from peerbridge.web.app import build_app
from peerbridge.web.body import Body, Line
from peerbridge.web.bulk import ReadLine, bulk_body, ndjson_lines
from peerbridge.web.exchange import Caller, Work

__all__ = ["Api", "Body", "Caller", "Line", "ReadLine", "Work", "build_app", "bulk_body", "ndjson_lines", "refusals"]
