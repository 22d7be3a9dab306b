"""PostgreSQL refuses to run as root: there it runs as `nobody`, with the one right to enter our folders."""

import os
import pwd
import shutil
from pathlib import Path

from peerbridge_local.errors import LocalStackError

NAME = "nobody"


class Account:
    """Who runs the server, and how a command is started as that account."""

    def __init__(self) -> None:
        self.uid: int | None = None
        if os.geteuid() == 0:
            try:
                self.uid = pwd.getpwnam(NAME).pw_uid
            except KeyError:
                raise LocalStackError(f"this runs as root and there is no account {NAME!r}; run it as a user") from None

    def owns(self, folder: Path) -> None:
        """Make `folder` and give it to the account."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.uid is not None:
            os.chown(folder, self.uid, self.uid)

    def command(self, folder: Path, program: Path, *arguments: str) -> tuple[list[str], int | None]:
        """The command line, and the uid to give Popen (None: as we are).

        Where the account may not enter the program's folder or `folder` (in `/root`, say), it gets CAP_DAC_OVERRIDE.
        """
        argv = [str(program), *arguments]
        if self.uid is None or (_all_may_enter(program.parent) and _all_may_enter(folder)):
            return argv, self.uid
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise LocalStackError(f"{folder} is closed to {NAME}; install util-linux, or run as a user")
        ids = [f"--reuid={self.uid}", f"--regid={self.uid}", "--clear-groups"]
        return [setpriv, *ids, "--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--", *argv], None


def _all_may_enter(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))
