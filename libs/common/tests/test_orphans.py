"""What a killed session left in Docker is removed by the next ones, however many begin at the same time."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from peerbridge.testing.images import IMAGES, docker_client, why_no_containers

SESSIONS = 4


@pytest.fixture(scope="module")
def docker() -> Iterator[Any]:
    reason = why_no_containers()
    if reason:
        pytest.skip(reason)
    with closing(docker_client()) as client:
        yield client


def test_orphans_are_removed_by_sessions_that_begin_side_by_side(docker: Any) -> None:
    from peerbridge.testing.containers import OWNER, ContainerInfrastructure, _owner  # noqa: PLC0415 - needs Docker

    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    image = IMAGES["postgres"]
    orphans = [docker.containers.create(image, labels={OWNER: f"{ended.pid}:1"}).id for _ in range(6)]
    mine = docker.containers.create(image, labels={OWNER: _owner()})
    try:
        with ThreadPoolExecutor(SESSIONS) as sessions:
            list(sessions.map(lambda _: ContainerInfrastructure(), range(SESSIONS)))
        left = {container.id for container in docker.containers.list(all=True, ignore_removed=True)}
        assert mine.id in left
        assert left.isdisjoint(orphans)
    finally:
        mine.remove(force=True)
