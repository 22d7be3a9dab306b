"""Values to ask with, found by name in the databases themselves: what a county's rows hold, and what only they hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from peerbridge.events.catalogue import TOPICS
from peerbridge.identity import PARTNER
from peerbridge_isolation.house import SERVICES, House
from peerbridge_isolation.lives import POOL, PROGRAM, Life
from peerbridge_isolation.routes import Address

__all__ = [
    "UUIDS",
    "Column",
    "Holdings",
    "counterparts",
    "harvest",
    "is_uuid",
    "named_in",
    "own_values",
    "planted",
    "said_values",
    "sample",
    "without_names",
]

COLUMNS: Final = """
SELECT c.table_name AS table, c.column_name AS column, c.udt_name AS kind,
       CASE o.column_name WHEN 'county' THEN 'county = $1' ELSE 'counties = ARRAY[$1::text]' END AS mine
FROM information_schema.columns c JOIN information_schema.columns o USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND (o.column_name = 'county' OR (c.table_name = 'job' AND o.column_name = 'counties'))
AND c.table_name NOT LIKE 'publ%' AND c.table_name NOT LIKE 'audit%' ORDER BY 1, 2
"""
UUIDS: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WORDS: Final = re.compile(r"[0-9A-Za-z-]+")
KINDS: Final = frozenset({"uuid", "_uuid", "text", "varchar"})
BANK: Final = (
    "en", "a", "ab-1", "x", "2026-01-05", "12:00", "19153", "Somebody", "a@b.example", "America/Chicago", "+15155550100", "open",
)  # fmt: skip
PAGES: Final = "console"
STATE: Final = "IA"
Column = tuple[str, str, str]
"""Service, table, column."""


@dataclass
class Holdings:
    """What rows of one county hold, by where; `only`: what they hold and the other's do not."""

    life: Life
    values: dict[Column, list[str]] = field(default_factory=dict)
    only: frozenset[str] = frozenset()

    def ids(self, service: str, name: str) -> list[tuple[Column, str]]:
        """Ids in this service's rows: what was planted for it, then those whose column, or whose table, is named like the parameter.

        A page shows what another service keeps: its ids may stand there only, in a column of that name.
        """
        wanted = name.removesuffix("_id")
        found = [
            (where, value)
            for where, values in self.values.items()
            if where[0] == service or (service == PAGES and where[2] == wanted)
            for value in values
            if _is_id(value)
        ]
        first = planted(self.life).get(wanted)
        return sorted(
            found,
            key=lambda each: (each[1] != first, each[0][2] != wanted, not each[0][1].startswith(wanted[:5]), each[0]),
        )


async def harvest(house: House, home: Life, away: Life) -> tuple[Holdings, Holdings]:
    """What each county's rows hold in all five databases; nothing, where nobody has lived there yet."""
    both = [Holdings(home), Holdings(away)]
    for service in SERVICES:
        for row in await house.rows(service, COLUMNS):
            if row["kind"] in KINDS:
                for held in both:
                    where = (service, row["table"], row["column"])
                    held.values[where] = await _values(house, where, row["kind"], row["mine"], held.life.county)
    sets = [{value for values in held.values.values() for value in values} for held in both]
    for held, own, other in zip(both, sets, reversed(sets), strict=True):
        held.only = frozenset(value for value in own - other if _is_id(value) or held.life.mark in value)
        held.only |= {held.life.mark, held.life.county}
    return both[0], both[1]


async def _values(house: House, where: Column, kind: str, mine: str, county: str) -> list[str]:
    service, table, column = where
    expression = f'unnest("{column}")' if kind == "_uuid" else f'"{column}"'
    statement = f'SELECT DISTINCT {expression}::text AS value FROM "{table}" WHERE {mine} ORDER BY 1'
    return [row["value"] for row in await house.rows(service, statement, county) if row["value"]]


def named_in(text: str, values: frozenset[str], *, but: str) -> tuple[str, ...]:
    """Which of these values a text names beside what stands in `but`; a county's five digits count as a word only."""
    words = frozenset(WORDS.findall(text))
    named = (each for each in values if (each in words if each.isdigit() else each in text))
    return tuple(sorted(each for each in named if each not in but))


def _is_id(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


def sample(schema: Mapping[str, Any], name: str, schemas: Mapping[str, Any], own: Mapping[str, Any]) -> Any:
    """The least value that fits a schema; fields whose name is one of `own` take that."""
    schema = _resolved(schema, schemas)
    if "const" in schema or "enum" in schema:
        fitting = schema.get("enum") or [schema.get("const")]
        return own[name] if own.get(name) in fitting else fitting[0]
    if name in own and schema.get("type") in ("string", None) and not schema.get("anyOf"):
        return own[name]
    if choices := [each for each in schema.get("anyOf", schema.get("oneOf", ())) if each.get("type") != "null"]:
        return sample(choices[0], name, schemas, own)
    return MAKERS.get(str(schema.get("type")), lambda *_: None)(schema, name, schemas, own)


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema or len(schema.get("allOf", ())) == 1:
        schema = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema["allOf"][0]
    return schema


def _text(schema: Mapping[str, Any], *_: Any) -> str:
    formats = {"uuid": str(UUID(int=7)), "date": "2026-01-05", "date-time": "2026-01-05T00:00:00Z"}
    if schema.get("format") in formats:
        return formats[schema["format"]]
    pattern, least, most = schema.get("pattern", ""), schema.get("minLength", 0), schema.get("maxLength", 10_000)
    if "\\p{" in pattern:  # a class that Python's own expressions do not know: names
        return "Somebody"
    fits = (each for each in BANK if re.search(pattern, each) and least <= len(each) <= most)
    return next(fits, "x" * least)


def _list(schema: Mapping[str, Any], name: str, schemas: Mapping[str, Any], own: Mapping[str, Any]) -> list[Any]:
    singular = {"people": "person", "counties": "county"}.get(name, name)
    wanted = max(schema.get("minItems", 0), int(singular in own))
    return [sample(schema.get("items", {}), singular, schemas, own) for _ in range(wanted)]


def _object(schema: Mapping[str, Any], _: str, schemas: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    inner = schema.get("properties", {})
    names = [name for name in inner if name in schema.get("required", ()) or (name in own and name != "parent")]
    return {name: sample(inner[name], name, schemas, own) for name in names}


def _number(schema: Mapping[str, Any], *_: Any) -> Any:
    least = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    return int(least) + 1 if "exclusiveMinimum" in schema else int(least)


MAKERS: Final[dict[str, Any]] = {
    "string": _text,
    "array": _list,
    "object": _object,
    "integer": _number,
    "number": _number,
    "boolean": lambda *_: False,
}


def own_values(life: Life) -> dict[str, Any]:
    """What fields of these names take, for one county."""
    return {
        "person": life.partner, "partner": life.partner, "case": life.open_case, "county": life.county, "program": PROGRAM, "pool": POOL,
        "topic": min(TOPICS), "supervisor": life.supervisor, "match": life.pairs.match, "former": life.pairs.former,
        "request": life.pairs.unseen, "key": f"{life.mark}-parked",
    }  # fmt: skip


def said_values(life: Life, role: str) -> dict[str, Any]:
    """The same in a body of this role: a state's, not a thing's; and a partner answers for themself, everybody else for the family."""
    return {**own_values(life), "state": STATE, "side": "partner" if role == PARTNER else "family"}


def planted(life: Life) -> dict[str, str]:
    """Which of several things an address is asked for first: those of which most can still become."""
    return {"match": life.pairs.match, "request": life.pairs.unseen, "proposal": life.pairs.asked}


def counterparts(home: Life, away: Life) -> dict[str, str]:
    """Who and what of one county is the same of the other's: its people, and what was planted for the same."""
    people = {home.partner: away.partner, home.parent: away.parent, home.supervisor: away.supervisor}
    return people | {value: planted(away)[name] for name, value in planted(home).items()}


def is_uuid(schema: Mapping[str, Any]) -> bool:
    """Whether a parameter takes an id."""
    return schema.get("format") == "uuid"


def without_names(address: Address) -> str:
    """The path with its parameters that are no ids given a value that fits."""
    path = address.path
    for name, schema in address.parameters("path").items():
        if not is_uuid(schema):
            path = path.replace("{" + name + "}", str(sample(schema, "", address.schemas, {})))
    return path
