"""What may change within a version: a contract only grows. Compares two schemas of one event, both ways.

New readers must read old records; readers of yesterday must read new records. A new code is growth: readers learn
it before the producer says it (EVENTS.md). Everything else that a reader could miss or trip over is a break.
"""

from collections.abc import Iterator
from typing import Final

from peerbridge.events.docs.schemas import Schema, resolved

_FLOORS: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_CEILINGS: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_SAME: Final = ("type", "format", "pattern", "x-data-class")


def breaks(old: Schema, new: Schema) -> tuple[str, ...]:
    """Why a reader of one schema could not read records of the other; empty where each can."""
    return tuple(_parts("", old, new, old, new))


def _parts(where: str, old: Schema, new: Schema, all_old: Schema, all_new: Schema) -> Iterator[str]:
    """Breaks of one value and of all within it."""
    old, new = resolved(old, all_old), resolved(new, all_new)
    yield from _value(where or "value", old, new)
    if "properties" in old and "properties" in new:
        yield from _fields(where, old, new)
        for name in old["properties"].keys() & new["properties"].keys():
            yield from _parts(
                f"{where}.{name}".lstrip("."), old["properties"][name], new["properties"][name], all_old, all_new
            )
    if isinstance(old.get("items"), dict) and isinstance(new.get("items"), dict):
        yield from _parts(f"{where}[]", old["items"], new["items"], all_old, all_new)
    before, after = old.get("anyOf", []), new.get("anyOf", [])
    if len(before) != len(after):
        yield f"{where}: may be of other types"
    for one, other in zip(before, after, strict=False):
        yield from _parts(where, one, other, all_old, all_new)


def _fields(where: str, old: Schema, new: Schema) -> Iterator[str]:
    """Fields that went, and fields whose being required changed."""
    prefix = f"{where}." if where else ""
    for name in old["properties"].keys() - new["properties"].keys():
        yield f"{prefix}{name}: removed (or renamed)"
    needed_before, needed_now = set(old.get("required", [])), set(new.get("required", []))
    for name in needed_now - needed_before:
        yield f"{prefix}{name}: required now, and old records may lack it"
    for name in (needed_before - needed_now) & new["properties"].keys():
        yield f"{prefix}{name}: no longer required, and yesterday's readers need it"


def _value(where: str, old: Schema, new: Schema) -> Iterator[str]:
    """A value's own type, codes and bounds."""
    for word in _SAME:
        if old.get(word) != new.get(word):
            yield f"{where}: {word} was {old.get(word)}, is {new.get(word)}"
    gone = _codes(old) - _codes(new)
    if gone:
        yield f"{where}: codes removed: {', '.join(sorted(map(str, gone)))}"
    for word in _FLOORS:
        if new.get(word, float("-inf")) > old.get(word, float("-inf")):
            yield f"{where}: {word} rose"
    for word in _CEILINGS:
        if new.get(word, float("inf")) < old.get(word, float("inf")):
            yield f"{where}: {word} fell"


def _codes(part: Schema) -> set[object]:
    """The codes a value may be."""
    return {part["const"]} if "const" in part else set(part.get("enum", []))
