"""The short form of `make faults`: 20,000 events, every fault once, and nothing lost, doubled, out of order or stuck."""

import logging

import pytest

from peerbridge_faults.short import EVENTS, short

pytestmark = [pytest.mark.faults, pytest.mark.slow]


async def test_nothing_is_lost_doubled_disordered_or_stuck_whatever_breaks() -> None:
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # a broker that is away is meant
    report = await short()
    report.print()
    assert report.findings == []
    assert [(row.lost, row.doubled, row.disordered, row.stuck) for row in report.rows] == [(0, 0, 0, 0)] * len(
        report.rows
    )
    assert report.events >= EVENTS
