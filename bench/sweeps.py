"""How long a round of a service's sweeps takes as counties grow: a sweep is one transaction per county, also where nothing is due."""

from collections.abc import Mapping
from importlib import import_module
from time import monotonic
from typing import Any, Final

import asyncpg

from peerbridge.database.provision import Urls
from peerbridge.schedules import Sweep
from peerbridge.testing.component import Component, component

__all__ = ["rounds"]

COUNTIES: Final = 200
TIMES: Final = 5  # the least of them: what others do on the machine is not the sweep's
WANTED: Final[Mapping[str, dict[str, Any]]] = {
    "matching": {"recruitment_url": "http://127.0.0.1:1"},
    "notification": {"smtp_host": "127.0.0.1"},
    "console": {"demo": True},
}


async def rounds(urls: Mapping[str, Urls]) -> dict[str, dict[str, float]]:
    """Milliseconds per county, the least of five rounds, of each service's sweeps, by name, with nothing due."""
    return {service: await _of(service, urls[service]) for service in urls}


async def _of(service: str, urls: Urls) -> dict[str, float]:
    owner = await asyncpg.connect(urls.owner)
    await owner.executemany(
        "INSERT INTO counties (county) VALUES ($1) ON CONFLICT DO NOTHING",
        [(f"9{number:04}",) for number in range(COUNTIES)],
    )
    await owner.close()
    settings = import_module(f"{service}.settings").Settings
    found: dict[str, float] = {}
    async with component(import_module(f"{service}.main").service, settings, urls, **WANTED.get(service, {})) as made:
        counties = len(await made.runtime.counties())
        for schedule in made.service.loops.schedules:
            if isinstance(schedule, Sweep):
                found[schedule.name] = round(
                    min([await _once(made, schedule.name) for _ in range(TIMES)]) / counties, 2
                )
    return found


async def _once(made: Component, name: str) -> float:
    started = monotonic()
    await made.sweep(name)
    return (monotonic() - started) * 1000
