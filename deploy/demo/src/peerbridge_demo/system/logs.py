"""Logs outlive the run that wrote them, where somebody may want to read them."""

import shutil
from pathlib import Path

from peerbridge_local.home import Home, state_root

__all__ = ["keep_logs"]


def keep_logs(home: Home, name: str) -> Path:
    """Copy a run's logs to the state folder, under this name, in place of earlier ones."""
    folder = state_root() / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for log in home.folder.glob("*.log"):
        shutil.copy(log, folder)
    return folder
