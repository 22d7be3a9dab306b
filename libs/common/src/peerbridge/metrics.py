"""What every service counts. Declared once; the consumer counts by batch, since counting per record costs more than hearing it."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

__all__ = ["Metrics"]

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """One process's series, in a registry of its own, each with the service's name as a constant label."""

    def __init__(self, service: str) -> None:
        self.registry = CollectorRegistry()
        self.service = service
        self.heard = self._counter("heard_records", "Records heard, by what became of them", "topic", "outcome")
        self.unit_seconds = self._histogram("unit_seconds", "One unit's transaction, begin to commit", "topic")
        self.failures = self._counter("unit_failures", "Units that failed, by fate", "topic", "fate")
        self.lag = self._gauge("lag_records", "Records in the log that are not heard yet", "topic")
        self.state = self._gauge("subscriber_state", "1 for the state a subscriber is in", "topic", "state")
        self.ahead = self._gauge(
            "positions_ahead_of_log", "Partitions whose position lies beyond the log's end: an alarm", "topic"
        )
        self.kafka = self._gauge("kafka_state", "1 for how the service stands with Kafka", "state")
        self.parked = self._gauge("parked_keys", "Keys that are parked", "topic", "dead")
        self.closed = self._gauge("closed", "1 while the database has not been compared with its topics")
        self.lost_facts = self._gauge(
            "lost_facts", "Facts on topics that a restored database does not know: a person's list"
        )
        self.outbox_rows = self._gauge("outbox_rows", "Rows awaiting the relay")
        self.outbox_age = self._gauge("outbox_oldest_seconds", "Age of the oldest row awaiting the relay")
        self.relayed = self._counter("relayed_events", "Events acknowledged by Kafka", "topic")
        self.relay_elected = self._gauge("relay_elected", "1 where this process holds the relay's lease")
        self.audit_linked = self._counter("audit_linked_rows", "Audit rows linked into the chain")
        self.audit_waiting = self._gauge("audit_unlinked_rows", "Audit rows awaiting their link (counted up to 10,000)")
        self.audit_age = self._gauge("audit_unlinked_oldest_seconds", "Age of the oldest audit row awaiting its link")
        self.audit_elected = self._gauge("audit_chainer_elected", "1 where this process links the audit")
        self.audit_broken = self._gauge("audit_broken", "1 where the chain is not what its last checkpoint vouches for")
        self.audit_signed = self._gauge(
            "audit_signing", "1 where this service signs checkpoints, 0 where it only links"
        )
        self.elected = self._gauge("elected_for", "1 where this process does the subject's work", "work", "subject")
        self.swept = self._counter("swept_things", "Things whose due date a sweep acted on", "schedule")
        self.requests = self._counter("http_requests", "HTTP requests", "method", "route", "status")
        self.request_seconds = self._histogram("http_request_seconds", "HTTP request duration", "method", "route")

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(f"peerbridge_{name}", words, ("service", *labels), registry=self.registry)

    def _gauge(self, name: str, words: str, *labels: str) -> Gauge:
        return Gauge(f"peerbridge_{name}", words, ("service", *labels), registry=self.registry)

    def _histogram(self, name: str, words: str, *labels: str) -> Histogram:
        return Histogram(f"peerbridge_{name}", words, ("service", *labels), registry=self.registry, buckets=SECONDS)
