"""A PostgreSQL with one small tablespace that can really be full: a bounded tmpfs in a mount namespace of the server's own.

An ordinary user can do that where the kernel allows user namespaces (Debian's and most others' default).
"""

import subprocess
from pathlib import Path
from typing import Final

from peerbridge_local.home import Home
from peerbridge_local.postgres import Postgres

__all__ = ["SmallPostgres"]

MEGABYTES: Final = 16
NAMESPACE: Final = ("unshare", "--map-root-user", "--mount", "sh", "-c")
MOUNT: Final = 'mount -t tmpfs -o size={size}m,mode=0777 tmpfs "$1"; shift; exec unshare --user --map-user=1000 --map-group=1000 "$@"'


class SmallPostgres(Postgres):
    """As `Postgres`; `small` is the folder of the small tablespace, or None with `why_not` where that cannot be had."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self.small: Path | None = home.folder / "small"
        self.why_not = ""
        self.small.mkdir(mode=0o777)
        self.small.chmod(0o777)
        if (answer := self._try()) is not None:
            self.small, self.why_not = None, answer

    def _within(self, argv: list[str]) -> list[str]:
        """Inside a namespace with the small file system, where there can be one."""
        if self.small is None:
            return argv
        return [*NAMESPACE, MOUNT.format(size=MEGABYTES), "sh", str(self.small), *argv]

    def _try(self) -> str | None:
        """Why there can be no such namespace here; None where there can."""
        script = MOUNT.format(size=1)
        argv = [*NAMESPACE, script, "sh", str(self.small), "true"]
        _, uid = self._account.command(self._home.folder, Path("/bin/true"))
        try:
            tried = subprocess.run(argv, capture_output=True, text=True, timeout=10, check=False, user=uid)
        except OSError as error:
            return str(error)
        return (
            None
            if tried.returncode == 0
            else tried.stderr.strip().splitlines()[-1]
            if tried.stderr
            else "unshare failed"
        )
