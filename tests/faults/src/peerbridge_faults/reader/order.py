"""Invariant 5: order per key. On topics by sequence; through a consumer, retry and parking included, by what its causes caused."""

from collections import defaultdict
from collections.abc import Iterator

from peerbridge_faults.reader.records import Record
from peerbridge_faults.reader.seen import Finding, Seen

__all__ = ["out_of_order"]


def out_of_order(seen: Seen) -> Iterator[Finding]:
    """Streams with gaps or turns, keys that are no subjects, and effects in another order than their causes."""
    streams: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for each in seen.firsts.values():
        if each.service in seen.places:
            streams[each.topic, each.subject].append(each)
    for (topic, key), records in streams.items():
        service = records[0].service
        told = [each.sequence for each in records]
        if told != list(range(1, len(told) + 1)):
            yield Finding(5, "disordered", service, key, f"{topic}: sequences {told[:20]}")
        if any(each.told.get("subject") != each.subject for each in records):
            yield Finding(5, "disordered", service, key, f"{topic}: a subject that is not the key")
        yield from _by_causes(seen, topic, key, records)


def _by_causes(seen: Seen, topic: str, key: str, records: list[Record]) -> Iterator[Finding]:
    """Effects on one stream, of causes on one other stream, stand in the order of the causes."""
    last: dict[tuple[str, bytes | None], int] = {}
    for each in records:
        cause = seen.firsts.get(each.told.get("causationid", ""))
        if cause is None:
            continue
        before = last.get((cause.topic, cause.key), -1)
        if cause.offset < before:
            says = f"{topic}: {each.name} {each.id} was caused before what stands before it"
            yield Finding(5, "disordered", each.service, key, says)
        last[cause.topic, cause.key] = max(before, cause.offset)
