"""What something was measured on, in one line, without a name."""

import os
import platform
from pathlib import Path

__all__ = ["machine"]


def machine() -> str:
    """Cores, processor, memory, system and Python."""
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "?",
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024 // 1024
    return f"{os.cpu_count()} cores ({model}), {memory} GiB, Linux {platform.release().split('-')[0]}, Python {platform.python_version()}"
