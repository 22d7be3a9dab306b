"""The two digits that a state's county codes begin with (FIPS)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_IN_ORDER: Final = (
    "AL AK - AZ AR CA - CO CT DE DC FL GA - HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND "
    "OH OK OR PA - RI SC SD TN TX UT VT - VA WA - WV WI WY"
)
"""By number from 01; a dash is a number that no state has."""

STATE_FIPS: Final[Mapping[str, str]] = MappingProxyType(
    {state: f"{number:02}" for number, state in enumerate(_IN_ORDER.split(), start=1) if state != "-"} | {"PR": "72"}
)
"""`IA` -> `19`."""

STATE_OF: Final[Mapping[str, str]] = MappingProxyType({digits: state for state, digits in STATE_FIPS.items()})
"""`19` -> `IA`."""
