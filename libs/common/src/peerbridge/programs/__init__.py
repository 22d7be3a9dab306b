"""A program's practice as data: reads `programs/*.yaml` into a policy, and says where each value comes from."""

from peerbridge.programs.broken import Broken
from peerbridge.programs.faults import Fault, ProgramRefused
from peerbridge.programs.load import is_pool, load, load_pool, loads, loads_pool, program_files, sources
from peerbridge.programs.pool_rules import broken_pool_rules
from peerbridge.programs.rules import broken_rules
from peerbridge.programs.sourced import CHOSEN_BY_US, Source

__all__ = [
    "CHOSEN_BY_US",
    "Broken",
    "Fault",
    "ProgramRefused",
    "Source",
    "broken_pool_rules",
    "broken_rules",
    "is_pool",
    "load",
    "load_pool",
    "loads",
    "loads_pool",
    "program_files",
    "sources",
]
