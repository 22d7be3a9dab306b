"""The way of an event: in by batches, once, in order per key; out by one relay from the outbox. See docs/architecture.md."""
