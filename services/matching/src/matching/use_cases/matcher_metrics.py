"""What the matcher counts, beside what every service counts."""

from dataclasses import dataclass
from functools import cache

from prometheus_client import CollectorRegistry, Gauge, Histogram

__all__ = ["MatcherMetrics", "matcher_metrics"]


@dataclass(frozen=True, slots=True)
class MatcherMetrics:
    """Of each state whose matcher this process keeps."""

    families: Gauge
    build_seconds: Gauge
    unproven: Gauge
    step_seconds: Histogram


@cache
def matcher_metrics(registry: CollectorRegistry) -> MatcherMetrics:
    """The series in this registry."""
    return MatcherMetrics(
        families=Gauge(
            "peerbridge_matcher_families", "Families in the matcher's pool", ("state", "paired"), registry=registry
        ),
        build_seconds=Gauge(
            "peerbridge_matcher_build_seconds", "What reading the whole pool took last", ("state",), registry=registry
        ),
        unproven=Gauge(
            "peerbridge_matcher_unproven",
            "1 where the pairs are not proven to be the best",
            ("state",),
            registry=registry,
        ),
        step_seconds=Histogram(
            "peerbridge_matcher_step_seconds",
            "From reading what has changed to its proposals",
            ("state",),
            registry=registry,
            buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
        ),
    )
