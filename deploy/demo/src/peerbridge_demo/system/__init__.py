"""The whole system as processes of one machine: started, watched, killed and started again by whoever holds it."""

from peerbridge_demo.system.addresses import ISSUER, SERVICES, Addresses
from peerbridge_demo.system.environment import PROMPTLY, Servers
from peerbridge_demo.system.errors import DemoError
from peerbridge_demo.system.logs import keep_logs
from peerbridge_demo.system.system import System
from peerbridge_demo.system.tokens import Tokens

__all__ = ["ISSUER", "PROMPTLY", "SERVICES", "Addresses", "DemoError", "Servers", "System", "Tokens", "keep_logs"]
