"""Invariant 11: every accepted command left its audit row, and the chain that links the rows is whole."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from peerbridge_faults.reader.chain import chain
from peerbridge_faults.reader.seen import Finding, Seen

__all__ = ["unaudited"]


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


def _named(method: str, path: str, known: set[str]) -> str:
    """The address as the service declares it: its audit rows name it so."""
    asked = f"{method} {path}"
    fits = [each for each in known if re.fullmatch(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(each)), asked)]
    return max(fits, key=len, default=asked)
