"""Rules over arrays, compiled by numba when first called. Compiled code is kept on disk where that may be written.

What is kept lies in a folder named by the sources' digest: numba alone would not notice that another file, which a function calls
or takes a constant from, has changed. Where nothing may be written every process compiles anew; the results are the same.
"""

import logging
import os
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np

__all__ = ["compiled", "kept_in", "wide"]

Function = TypeVar("Function", bound=Callable[..., Any])
wide: Any = np.int64  # so that a function is compiled for one kind of number; an int to those who read types
HERE = Path(__file__).parent
log = logging.getLogger(__name__)


def compiled(function: Function) -> Function:
    """The function, compiled when it is first called with arguments of such types, without the interpreter's lock."""
    made: Any = numba.njit(cache=kept_in() is not None, nogil=True)(function)
    return cast(Function, made)


@cache
def kept_in() -> str | None:
    """The folder of compiled code: in NUMBA_CACHE_DIR if that is set, else beside the sources, else in the user's cache."""
    digest = blake2b(b"".join(path.read_bytes() for path in sorted(HERE.glob("*.py"))), digest_size=8).hexdigest()
    told = os.environ.get("NUMBA_CACHE_DIR")
    places = [Path(told)] if told else [HERE / "__pycache__", Path("~/.cache/peerbridge").expanduser()]
    for place in places:
        folder = place / f"compiled-{digest}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except (OSError, RuntimeError):  # RuntimeError: the user has no home
            continue
        if os.access(folder, os.W_OK):
            vars(numba.config)["CACHE_DIR"] = str(folder)
            return str(folder)
    log.warning("compiled matching rules cannot be kept on disk, each start compiles them anew: set NUMBA_CACHE_DIR")
    return None
