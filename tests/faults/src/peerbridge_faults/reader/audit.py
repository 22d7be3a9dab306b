"""Invariant 11: every accepted command left its audit row. The chain's verification has its place in `chain`."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from peerbridge_faults.reader.seen import Finding, Place, Seen

__all__ = ["chain", "unaudited"]

ROW = ("at", "business_at", "actor", "action", "what", "outcome", "correlation")


def unaudited(seen: Seen) -> Iterator[Finding]:
    """Commands against audit rows: by service, actor and address exactly as many stories as commands were accepted."""
    for place in seen.places.values():
        stories: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in place.audit:
            if row["action"] == "command" and row["outcome"] == "done":
                stories[row["actor"], row["what"]].add(row["story"])
        addresses = {what for _, what in stories}
        commands = [each for each in seen.ledger.commands if each.service == place.service]
        accepted = Counter((each.actor, _named(each.method, each.path, addresses)) for each in commands)
        for (actor, what), times in accepted.items():
            done = len(stories[actor, what])
            says = f"{actor} gave {what} {times} times, and {done} are audited"
            if done < times:
                yield Finding(11, "lost", place.service, actor, says)
            if done > times:
                yield Finding(4, "doubled", place.service, actor, says)
        yield from chain(place)


def chain(place: Place) -> Iterator[Finding]:
    """Each row is whole. This is where the chain is verified: link by link, signature by signature, up to its newest row."""
    for row in place.audit:
        if missing := [name for name in ROW if not row[name]]:
            yield Finding(11, "lost", place.service, str(row["id"]), f"an audit row without {', '.join(missing)}")


def _named(method: str, path: str, known: set[str]) -> str:
    """The address as the service declares it: its audit rows name it so."""
    asked = f"{method} {path}"
    fits = [each for each in known if re.fullmatch(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(each)), asked)]
    return max(fits, key=len, default=asked)
