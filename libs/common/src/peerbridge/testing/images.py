"""Which images the tests use, and whether this machine's Docker has or can pull them; asked with short timeouts."""

import contextlib
import gc
import os
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["IMAGES", "docker_client", "why_no_containers"]

IMAGES = {
    "postgres": os.environ.get("PEERBRIDGE_IMAGE_POSTGRES", "postgres:18"),
    "kafka": os.environ.get("PEERBRIDGE_IMAGE_KAFKA", "apache/kafka:4.3.1"),
}
REAPER = os.environ.get("RYUK_CONTAINER_IMAGE", "testcontainers/ryuk:0.8.1")
ANSWER_SECONDS = 4.0  # a Docker that works answers at once; a registry within a second or two


def docker_client(seconds: float = ANSWER_SECONDS) -> Any:
    """A client of the Docker that the environment names, which waits that long for an answer.

    Raises what docker-py raises when there is none.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import docker  # noqa: PLC0415 - half a second, and not needed on most machines
    return docker.from_env(timeout=int(seconds))


def why_no_containers() -> str | None:
    """The reason why containers cannot be used here, in a few words; None when they can."""
    if not _docker_is_here() or not _within(lambda docker: docker.ping()):
        return "Docker does not answer"
    for image in IMAGES.values():
        if not _has(image) and not _can_pull(image):
            return f"Docker has no image {image} and cannot pull it"
    if "TESTCONTAINERS_RYUK_DISABLED" not in os.environ and not _has(REAPER):
        os.environ["TESTCONTAINERS_RYUK_DISABLED"] = "true"  # what a killed session leaves is removed by the next one
    return None


def _docker_is_here() -> bool:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "/run")
    sockets = ("/var/run/docker.sock", f"{runtime}/docker.sock", Path.home() / ".docker/run/docker.sock")
    return "DOCKER_HOST" in os.environ or any(Path(socket).exists() for socket in sockets)


def _can_pull(image: str) -> bool:
    return _within(lambda docker: docker.images.get_registry_data(image))


def _has(image: str) -> bool:
    return _within(lambda docker: docker.images.get(image))


def _within(ask: Callable[[Any], object]) -> bool:
    """Whether `ask` succeeds within a few seconds; it is left behind when it hangs."""
    answered: list[object] = []

    def run() -> None:
        with contextlib.suppress(Exception):
            client = docker_client()
            with contextlib.closing(client):
                answered.append(ask(client))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(ANSWER_SECONDS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()  # docker-py leaves its socket open when nobody answers; not a fault of the tests
    return bool(answered)
