"""A service's business clock is written down at its first start; with another origin or speed it refuses to start."""

from datetime import datetime

from peerbridge.clock import BusinessClock, real_now
from peerbridge.database.engine import Database
from peerbridge.database.scope import NOTHING
from peerbridge.errors import PeerbridgeError

__all__ = ["ClockDiffers", "stored_clock"]

KEEP = "INSERT INTO clock (origin, started, speed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"


class ClockDiffers(PeerbridgeError):
    """This database was begun with a business clock of speed {stored}, the settings say {asked}. Use the same, or a new database."""


async def stored_clock(
    database: Database, origin: datetime | None, started: datetime | None, speed: float
) -> BusinessClock:
    """The clock this database was begun with. `started` is the real instant at which business time was `origin`.

    Raises: ClockDiffers.
    """
    now = real_now()
    async with database.unit_of_work(NOTHING) as work:
        raw = await work.raw()
        await raw.execute(KEEP, origin or started or now, started or now, speed)
        row = await raw.fetchrow("SELECT origin, started, speed FROM clock")
    real = origin is None and speed == 1.0
    begun_otherwise = row["origin"] != (row["started"] if real else origin or row["origin"])
    if row["speed"] != speed or begun_otherwise:
        raise ClockDiffers(stored=f"{row['speed']:g} from {row['origin']:%Y-%m-%d}", asked=f"{speed:g}")
    if real:
        return BusinessClock(now, now)
    return BusinessClock(row["origin"], row["started"], row["speed"])
