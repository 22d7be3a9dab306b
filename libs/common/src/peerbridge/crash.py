"""Named points at which a process ends itself as `kill -9` would, for fault tests. Off unless PEERBRIDGE_CRASH_AT names one."""

import os
import signal

__all__ = ["AFTER_COMMIT", "AFTER_SEND", "crash_point"]

AFTER_COMMIT = "consumer: after commit, before acknowledgement"
AFTER_SEND = "relay: after acknowledgement, before delete"
CHOSEN = os.environ.get("PEERBRIDGE_CRASH_AT", "")


def crash_point(name: str) -> None:
    """End this process here and now, if this is the chosen point."""
    if name == CHOSEN:
        os.kill(os.getpid(), signal.SIGKILL)
