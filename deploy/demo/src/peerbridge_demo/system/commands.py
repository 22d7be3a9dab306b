"""The `peerbridge` command, run as a process of its own like anybody runs it."""

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from peerbridge_demo.system.addresses import Addresses

__all__ = ["Command", "peerbridge"]


@dataclass(frozen=True, slots=True)
class Command:
    """How a command ended."""

    code: int
    printed: str
    noted: str


async def peerbridge(addresses: Addresses, token: str, *arguments: str, environment: Mapping[str, str] = {}) -> Command:
    """Run a command under a token. Who stops waiting ends it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "peerbridge.cli.main", *arguments,
        env={**os.environ, **addresses.environment, "PEERBRIDGE_TOKEN": token, **environment},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        printed, noted = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    return Command(process.returncode or 0, printed.decode(), noted.decode())
