"""Two counties' lives in one house, made once for all tests of isolation."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from peerbridge.identity import ROLES
from peerbridge.testing.postgres import PostgresServer
from peerbridge_isolation.canaries import logged
from peerbridge_isolation.house import SERVICES, House, house
from peerbridge_isolation.lives import Life, live, publish
from peerbridge_isolation.routes import Address, addresses
from peerbridge_isolation.table import CELLS, printed
from peerbridge_isolation.values import harvest
from peerbridge_isolation.walking import AUDIT, HOME, Walk

OWN, OTHER = "19153", "19169"
PLACE = "SELECT min(tx)::text AS place FROM event"


@dataclass
class Two:
    """A house in which two counties live. `alone`, `both`: what the first was shown before and after the second came."""

    house: House
    walk: Walk
    log: io.StringIO
    first: Walk
    alone: dict[str, str] = field(default_factory=dict)
    both: dict[str, str] = field(default_factory=dict)

    def addresses(self, *services: str) -> list[Address]:
        """Every address of these services, of all without names."""
        wanted = services or SERVICES
        return [each for name in wanted for each in addresses(name, self.house.parts[name].service.app)]

    async def shown(self) -> dict[str, str]:
        """What every address shows each of its roles of their own: the lists and things that nobody else's may change."""
        reads = [
            each
            for each in self.addresses()
            if each.method == "GET" and not (each.public or each.shared or each.streams or AUDIT in each.path)
        ]
        cells = await self.first.over(reads, sorted(ROLES), (HOME,))
        return {f"{cell.address} as {cell.role}": cell.text for cell in cells if cell.role in cell.address.roles}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--table", action="store_true", help="print what came of every route under every role")
    parser.addoption("--examples", type=int, default=4, help="requests that schemathesis makes to each address")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    cells = config.stash.get(CELLS, [])
    if cells and config.getoption("--table"):
        terminalreporter.section("who sees what")
        terminalreporter.write_line(printed(cells))


@pytest.fixture(scope="session")
async def two(postgres: PostgresServer) -> AsyncIterator[Two]:
    """Everybody lives."""
    databases = {name: await postgres.database(name) for name in SERVICES}
    with logged() as log:
        async with house(databases, postgres.admin_url) as running:
            await publish(running)
            first, second = Life(OWN, "Quillfeather"), Life(OTHER, "Zanzibarian")
            await live(running, first)
            walk = await walk_of(running, first, second)
            made = Two(running, walk, log, walk)
            made.alone = await made.shown()
            await live(running, second)
            made.both = await made.shown()
            await running.link()
            made.walk = await walk_of(running, first, second)
            yield made
    for urls in databases.values():
        await postgres.drop(urls)


async def walk_of(running: House, first: Life, second: Life) -> Walk:
    """A walk through what both have now."""
    own, other = await harvest(running, first, second)
    place = (await running.rows("console", PLACE))[0]["place"]
    return Walk(running, own, other, since=f"{place}:{place}:")
