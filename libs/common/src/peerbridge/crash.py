"""Named points at which a process ends itself as `kill -9` would, for fault tests. Off unless PEERBRIDGE_CRASH_AT names one.

Each stands where something is half done: QUALITY, "Faults to live through"; `tests/faults` dies at every one of them.
"""

import os
import signal

__all__ = [
    "AFTER_ACKNOWLEDGEMENT",
    "AFTER_COMMAND",
    "AFTER_COMMIT",
    "AFTER_HAND_OVER",
    "AFTER_SEND",
    "BEFORE_COMMIT",
    "HOLDING_KEY",
    "IN_HALVES",
    "MATCHER_BEFORE_COMMIT",
    "MATCHER_BEFORE_MEMORY",
    "MID_BATCH",
    "MID_RELAY",
    "POINTS",
    "crash_point",
]

BEFORE_COMMIT = "consumer: before commit"
AFTER_COMMIT = "consumer: after commit, before acknowledgement"
AFTER_ACKNOWLEDGEMENT = "consumer: after acknowledgement"
MID_BATCH = "consumer: mid-batch, a unit committed and the next decoded"
IN_HALVES = "consumer: between the halves of a failed unit"
HOLDING_KEY = "retries: holding a parked key"
MID_RELAY = "relay: mid-relay, before acknowledgement"
AFTER_SEND = "relay: after acknowledgement, before delete"
AFTER_COMMAND = "command: after commit, before the answer"
MATCHER_BEFORE_COMMIT = "matcher: pairs chosen, before commit"
MATCHER_BEFORE_MEMORY = "matcher: after commit, before memory"
AFTER_HAND_OVER = "sender: after SMTP's 250, before its outcome is kept"
POINTS = (
    BEFORE_COMMIT,
    AFTER_COMMIT,
    AFTER_ACKNOWLEDGEMENT,
    MID_BATCH,
    IN_HALVES,
    HOLDING_KEY,
    MID_RELAY,
    AFTER_SEND,
    AFTER_COMMAND,
    AFTER_HAND_OVER,
    MATCHER_BEFORE_COMMIT,
    MATCHER_BEFORE_MEMORY,
)
CHOSEN = os.environ.get("PEERBRIDGE_CRASH_AT", "")


def crash_point(name: str) -> None:
    """End this process here and now, if this is the chosen point."""
    if name == CHOSEN:
        os.kill(os.getpid(), signal.SIGKILL)
