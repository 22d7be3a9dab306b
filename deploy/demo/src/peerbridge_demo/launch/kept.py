"""What a kept run must find again: its passwords, and its business time, which stands still while the demo is down."""

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Self

import asyncpg

from peerbridge.clock import BusinessClock, real_now
from peerbridge.database.provision import Urls
from peerbridge_demo.launch.options import ORIGIN, SECONDS_PER_DAY, Options
from peerbridge_demo.system import DemoError
from peerbridge_demo.system.passwords import new_passwords

__all__ = ["Kept"]

FILE: Final = "demo.json"
OWNER_ONLY: Final = 0o600
BRINGING_UP: Final = timedelta(seconds=10)  # so that the first days are not over before anybody is there


@dataclass
class Kept:
    """The memory of a run; written down in its folder, and used again only where the folder is kept."""

    file: Path
    passwords: dict[str, dict[str, str]]
    clock: BusinessClock

    @classmethod
    def of(cls, folder: Path, options: Options) -> Self:
        """What the folder remembers, with the time it was down taken out; or a new beginning. Raises: DemoError."""
        file = folder / FILE
        speed = options.speed * SECONDS_PER_DAY
        if not file.exists():
            return cls(file, new_passwords(), BusinessClock(ORIGIN, real_now() + BRINGING_UP, speed))
        told = json.loads(file.read_text())
        if told["speed"] != speed:
            raise DemoError(
                f"the kept demo runs {told['speed'] / SECONDS_PER_DAY:g} days in a second; say --speed "
                f"{told['speed'] / SECONDS_PER_DAY:g}, or remove {folder}"
            )
        down = real_now() - datetime.fromisoformat(told["seen"])
        started = datetime.fromisoformat(told["started"]) + max(down, timedelta(0))
        return cls(file, told["passwords"], BusinessClock(ORIGIN, started, speed))

    def save(self) -> None:
        """Write it down; called now and then, so that a hard end loses little."""
        told = {
            "passwords": self.passwords,
            "speed": self.clock.speed,
            "started": self.clock.started.isoformat(),
            "seen": real_now().isoformat(),
        }
        new = self.file.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "w") as opened:
            json.dump(told, opened)
        new.replace(self.file)

    async def set_clock(self, database: Urls) -> None:
        """Let a database that was begun earlier go on from where business time stood."""
        connection = await asyncpg.connect(database.owner, timeout=10)
        try:
            await connection.execute("UPDATE clock SET started = $1", self.clock.started)
        finally:
            await connection.close()
