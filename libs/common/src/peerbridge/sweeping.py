"""One round of a sweep: county after county, each in transactions of its own; what fails in one comes again, and stops no other."""

import logging

from peerbridge.messaging.failures import Fate, fate_of, fingerprint
from peerbridge.runtime import Runtime
from peerbridge.schedules import SWEEP_LIMIT, Sweep

__all__ = ["sweep_counties"]

log = logging.getLogger("peerbridge.loops")


async def sweep_counties(runtime: Runtime, sweep: Sweep) -> bool:
    """Sweep every county this database has rows of; never more at once. Raises what is the world's trouble."""
    for county in await runtime.counties():
        try:
            await _sweep_county(runtime, sweep, county)
        except Exception as error:
            if fate_of(error) is Fate.TROUBLE:
                raise
            told = {"loop": sweep.name, "county": county, "fingerprint": fingerprint(error)}
            log.error("a sweep failed in a county", extra=told)  # noqa: TRY400 (texts of errors carry values)
    return False


async def _sweep_county(runtime: Runtime, sweep: Sweep, county: str) -> None:
    acted = SWEEP_LIMIT
    while acted >= SWEEP_LIMIT:
        async with runtime.work([county]) as work:
            acted = await sweep.run(work, SWEEP_LIMIT)
        if acted:
            runtime.metrics.swept.labels(runtime.name, sweep.name).inc(acted)
