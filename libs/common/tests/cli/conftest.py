"""The command as a person runs it, and services that answer it over real HTTP."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from fastapi import FastAPI

from peerbridge.cli import main as command
from peerbridge_local.ports import free_port

Start = Callable[[FastAPI, int], None]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: exit code, results, remarks."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Runs `peerbridge …` with only the environment given."""
    for name in ("RECRUITMENT_URL", "MATCHING_URL", "SUPERVISION_URL", "NOTIFICATION_URL", "CONSOLE_URL", "TOKEN"):
        monkeypatch.delenv(f"PEERBRIDGE_{name}", raising=False)
    monkeypatch.delenv("PEERBRIDGE_OIDC_ISSUER", raising=False)

    def ended(*words: object, **environment: str) -> Ended:
        monkeypatch.setattr("sys.argv", ["peerbridge", *map(str, words)])
        with monkeypatch.context() as scope:
            for name, value in environment.items():
                scope.setenv(f"PEERBRIDGE_{name}", value)
            with pytest.raises(SystemExit) as end:
                command.main()
        told = capfd.readouterr()
        assert "Traceback" not in told.err
        return Ended(int(end.value.code or 0), told.out, told.err)

    return ended


@contextmanager
def serving(app: FastAPI, port: int) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def start() -> Iterator[Start]:
    """Serves apps until the test ends."""
    running = []

    def begin(app: FastAPI, port: int) -> None:
        one = serving(app, port)
        one.__enter__()
        running.append(one)

    yield begin
    for one in running:
        one.__exit__(None, None, None)


@pytest.fixture
def serve(start: Start) -> Callable[[FastAPI], str]:
    """Serves an app, and says where."""

    def begin(app: FastAPI) -> str:
        port = free_port()
        start(app, port)
        return f"http://127.0.0.1:{port}"

    return begin
