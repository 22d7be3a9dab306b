"""The pytest plugin of this project: infrastructure for every test, chosen once per session and named in the header."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from xdist.scheduler import LoadFileScheduling

from peerbridge.database.provision import Urls
from peerbridge.testing.choice import Choice, Infrastructure, choose
from peerbridge.testing.control import Elsewhere
from peerbridge.testing.kafka import KafkaServer
from peerbridge.testing.postgres import PostgresServer
from peerbridge.testing.secured import admin_of, secured
from peerbridge_local.mail import MailSink

if TYPE_CHECKING:
    from playwright.async_api import Browser

CHOICE = pytest.StashKey[Choice]()
TOGETHER = "tests/isolation/"
SYSTEMS = (
    "tests/faults/",
    "tests/integration/",
    "tests/restore/",
    TOGETHER,
)  # all services as processes, on servers that are killed
AT_ONCE = 2  # workers that have a whole system
LEFT_OUT = {"browser": "make test-browser", "cluster": "make test-cluster", "compose": "make test-compose"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of this project."""
    group = parser.getgroup("peerbridge")
    group.addoption("--infra", choices=("auto", "containers", "local"), default="auto", help="where servers come from")
    for kind, command in LEFT_OUT.items():
        group.addoption(f"--{kind}", action="store_true", help=f"run the {kind} tests too ({command})")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say which servers the tests use, and which tests are left out."""
    chosen = _choice(config)
    left_out = [f"{kind} tests ({command})" for kind, command in LEFT_OUT.items() if not config.getoption(kind)]
    lines = [f"infrastructure: {chosen.kind} ({chosen.because})"]
    return [*lines, f"left out: {', '.join(left_out)}"] if left_out else lines


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the kinds of tests that were not asked for, and on local processes what the fault rig proves there."""
    unwanted = {kind for kind in LEFT_OUT if not config.getoption(kind)}
    if _choice(config).kind == "local":
        unwanted.add("in_containers")
    left_out = [item for item in items if unwanted.intersection(mark.name for mark in item.iter_markers())]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


class _FewSystems(LoadFileScheduling):  # type: ignore[misc]  # xdist is not typed
    """By file, and whole systems first, on so few workers that each gets on: three at once slow each other down more than they gain.

    What `tests/isolation` walks through is built once, so its files go to one worker.
    """

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER if nodeid.startswith(TOGETHER) else str(super()._split_scope(nodeid))

    def _assign_work_unit(self, node: Any) -> None:
        elsewhere = sum(
            any(scope.startswith(SYSTEMS) and not all(tests.values()) for scope, tests in assigned.items())
            for other, assigned in self.assigned_work.items()
            if other is not node
        )
        fitting = (scope for scope in self.workqueue if scope.startswith(SYSTEMS) == (elsewhere < AT_ONCE))
        if (scope := next(fitting, None)) is not None:
            self.workqueue.move_to_end(scope, last=False)
        super()._assign_work_unit(node)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """How tests are dealt out to workers."""
    return _FewSystems(config, log)


@pytest.fixture(scope="session")
def infrastructure(request: pytest.FixtureRequest) -> Iterator[Infrastructure]:
    """Containers or the local stack, as chosen."""
    opened = _choice(request.config).open()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
async def postgres(infrastructure: Infrastructure) -> AsyncIterator[PostgresServer]:
    """A real PostgreSQL for the session; `await postgres.database("matching")` is a fresh, migrated database."""
    server = infrastructure.postgres()
    yield server
    if isinstance(server.control, Elsewhere):  # a server of our own goes away with all it has
        await server.drop_all()


@pytest.fixture(scope="session")
def kafka(infrastructure: Infrastructure) -> KafkaServer:
    """A real Kafka broker for the session, without topics; `await kafka.wipe()` gives the catalogue's, empty."""
    return infrastructure.kafka()


@pytest.fixture(scope="session")
def secured_kafka(infrastructure: Infrastructure, tmp_path_factory: pytest.TempPathFactory) -> KafkaServer:
    """A real broker with TLS, SCRAM and rights by account, on which only the superuser is known: `.admin_access`."""
    made = secured()
    server = infrastructure.kafka(made)
    server.admin_access = admin_of(server.bootstrap, made, tmp_path_factory.mktemp("authority"))
    return server


@pytest.fixture
async def fresh_database(postgres: PostgresServer) -> AsyncIterator[Callable[[str], Awaitable[Urls]]]:
    """`await fresh_database("matching")`: a migrated database that goes away with the test."""
    made: list[Urls] = []

    async def make(service: str) -> Urls:
        made.append(await postgres.database(service))
        return made[-1]

    yield make
    for urls in made:
        await postgres.drop(urls)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator["Browser"]:
    """Chromium, for tests marked `browser`."""
    from peerbridge.testing.browser import open_browser  # noqa: PLC0415 - Playwright is not loaded for other tests

    async with open_browser() as opened:
        yield opened


@pytest.fixture
def mail() -> Iterator[MailSink]:
    """A real SMTP server that keeps what it takes."""
    sink = MailSink()
    sink.start()
    yield sink
    sink.stop()


def _choice(config: pytest.Config) -> Choice:
    if CHOICE not in config.stash:
        try:
            config.stash[CHOICE] = choose(config.getoption("infra"))
        except ValueError as error:
            raise pytest.UsageError(str(error)) from None
    return config.stash[CHOICE]
