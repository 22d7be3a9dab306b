"""Per topic and key, `sequence` runs 1..n: first occurrences without gap and in order; what comes again is the same again."""

from collections import defaultdict
from collections.abc import Iterable

from peerbridge_demo.witness.records import Said

__all__ = ["disorder", "firsts"]

FROM_OUTSIDE = "peerbridge.intake.cases"  # state systems count as they like


def disorder(said: Iterable[Said]) -> list[str]:
    """Every violation, in words; empty where all is well."""
    streams: dict[tuple[str, bytes | None], list[Said]] = defaultdict(list)
    for each in said:
        if each.topic != FROM_OUTSIDE:
            streams[each.topic, each.key].append(each)
    return [fault for stream in streams.values() for fault in _of_stream(stream)]


def firsts(said: Iterable[Said]) -> list[Said]:
    """Each event once, where it stood first."""
    seen: dict[str, Said] = {}
    for each in said:
        seen.setdefault(each.attribute("id"), each)
    return list(seen.values())


def _of_stream(stream: list[Said]) -> list[str]:
    """One key's records, in log order."""
    place = f"{stream[0].topic} {(stream[0].key or b'').decode(errors='replace')}"
    known: dict[str, Said] = {}
    faults = []
    for each in stream:
        before = known.setdefault(each.attribute("id"), each)
        if (before.value, before.headers) != (each.value, each.headers):
            faults.append(f"{place}: the event {each.attribute('id')} came again with other content")
    told = [each.attribute("sequence") for each in known.values()]
    if told != [str(number) for number in range(1, len(told) + 1)]:
        faults.append(f"{place}: sequences {', '.join(told)}")
    if any(each.attribute("subject") != (each.key or b"").decode() for each in stream):
        faults.append(f"{place}: a subject that is not the key")
    return faults
