"""What alerts and dashboards ask for is what services tell: a series that nobody has would never alarm anybody."""

import re
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from matching.use_cases.matcher_metrics import matcher_metrics
from peerbridge.metrics import Metrics

ROOT = Path(__file__).parents[2]
WATCHING = (ROOT / "deploy/prometheus/alerts.yml", ROOT / "deploy/grafana/dashboards/peerbridge.json")
ASKED = re.compile(r"\bpeerbridge_\w+")


def declared() -> set[str]:
    """Every series a service may tell, by the names under which they are scraped."""
    registries = [Metrics("any").registry, CollectorRegistry()]
    matcher_metrics(registries[1])
    kinds = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
    return {f"{each.name}{end}" for one in registries for each in one.collect() for end in kinds[each.type]}


@pytest.mark.parametrize("file", WATCHING, ids=lambda path: path.name)
def test_every_series_that_is_asked_for_exists(file: Path) -> None:
    asked = set(ASKED.findall(file.read_text()))
    assert len(asked) > 5
    assert asked - declared() == set()


def test_elected_work_is_watched() -> None:
    alerts, dashboard = (file.read_text() for file in WATCHING)
    for series in ("peerbridge_elected_for", "peerbridge_matcher_unproven"):
        assert series in alerts
    for series in ("matcher_families", "matcher_build_seconds", "matcher_step_seconds", "elected_for"):
        assert f"peerbridge_{series}" in dashboard
