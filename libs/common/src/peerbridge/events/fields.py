"""The data classes a field may have. There is none for text about people, so no event can carry any."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, GetJsonSchemaHandler, StringConstraints
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class DataClass(StrEnum):
    """What a field may hold (EVENTS.md). A field without one fails when its model is imported."""

    ID = "id"
    CODE = "code"
    COUNTY = "county"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    FLAG = "flag"
    TERM = "term"

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Name the class in the field's JSON Schema."""
        return {**handler(core), "x-data-class": self.value}


CODE: Final = DataClass.CODE
"""Marks a list of codes: `Annotated[Literal["yes", "no"], CODE]`; the model refuses any other."""

type_pattern: Final = r"^peerbridge\.([A-Z][A-Za-z]+)\.v([1-9][0-9]*)$"
"""How a type string is written out: `peerbridge.CaseClosed.v1`."""

_LARGEST: Final = 2_147_483_647  # PostgreSQL's integer: a number that fits here fits every table

Id = Annotated[UUID, DataClass.ID]
"""An id of ours, UUIDv7."""

SlugId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64), DataClass.ID]
"""An id a policy defines: a programme, training, step, role, check, limit or credential."""

SourceId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/#+=~-]+$", max_length=64), DataClass.ID]
"""An id of an outside system, as that system writes it. No blank and no @, so no name and no address fits."""

ZoneId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_]+)+$", max_length=64), DataClass.ID]
"""An IANA time zone: `America/Chicago`."""

County = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$", max_length=5), DataClass.COUNTY]
"""Five-digit FIPS, as text: `06037`."""

Date = Annotated[date, DataClass.DATE]
Time = Annotated[AwareDatetime, DataClass.TIME]
Number = Annotated[int, Field(ge=0, le=_LARGEST), DataClass.NUMBER]
Hours = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False), DataClass.NUMBER]
Flag = Annotated[bool, DataClass.FLAG]

Term = Annotated[str, StringConstraints(min_length=1, max_length=120), DataClass.TERM]
"""Words of a programme about itself; only in a policy."""

Language = Annotated[
    Literal[
        "aii", "ak", "am", "apw", "ar", "arp", "ase", "az", "be", "bg", "bm", "bn", "bo", "bs", "cdo", "ceb", "ch", "chk",
        "cho", "chr", "ckb", "cld", "cro", "cs", "da", "dak", "de", "din", "ee", "el", "en", "es", "esu", "et", "fa", "ff",
        "fi", "fr", "gu", "ha", "hak", "haw", "he", "hi", "hmn", "hop", "hr", "ht", "hu", "hy", "id", "ig", "ik", "ilo",
        "it", "ium", "ixl", "ja", "ka", "kea", "kek", "kjb", "kk", "km", "kmr", "kn", "ko", "kos", "kri", "ksw", "lg",
        "lkt", "ln", "lo", "lt", "lv", "mam", "mh", "ml", "mn", "mnk", "mr", "ms", "my", "nan", "ne", "nl", "no", "nus",
        "nv", "oj", "om", "ood", "pa", "pau", "pdc", "pl", "pon", "prs", "ps", "pt", "qu", "quc", "rhg", "rn", "ro", "ru",
        "rw", "si", "sk", "sm", "so", "sq", "sr", "sv", "sw", "syl", "ta", "te", "th", "ti", "tl", "tli", "to", "tr", "tzh",
        "tzo", "uk", "ur", "uz", "vi", "wo", "yap", "yi", "yo", "yua", "yue", "zap", "zh", "zun",
    ],
    CODE,
]  # fmt: skip
"""ISO 639 code (of two letters where there is one) of a language spoken at home in the United States; `ase` is American Sign Language.

The list may grow: whoever reads it keeps what is new as it is.
"""

State = Annotated[
    Literal[
        "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN",
        "IA", "KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH",
        "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT",
        "VT", "VA", "WA", "WV", "WI", "WY", "PR",
    ],
    CODE,
]  # fmt: skip
"""A state's postal code."""
