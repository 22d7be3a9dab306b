"""What JSON can say but no database holds is refused before any handler sees it; what only looks like it is not."""

import pytest

from peerbridge.errors import Unusable
from peerbridge.web.reading import parse_json


@pytest.mark.parametrize(
    "text",
    [
        b'"a\\u0000b"',
        b'{"a\\u0000":1}',
        b'[[{"a":["\\u0000"]}]]',
        b"9223372036854775808",
        b"-9223372036854775809",
        b'{"a":[1e999]}',
        b"[-1E+999]",
    ],
)
def test_nul_and_numbers_beyond_any_column_are_refused(text: bytes) -> None:
    with pytest.raises(Unusable):
        parse_json(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b'"a\\\\u0000b"', "a\\u0000b"),
        (b"9223372036854775807", 2**63 - 1),
        (b"-9223372036854775808", -(2**63)),
        (b'"99999999999999999999999"', "9" * 23),
        (b"1e10", 1e10),
        (b"true", True),
        ('"é\U0001f600"'.encode(), "é\U0001f600"),
    ],
)
def test_what_only_looks_like_it_is_taken(text: bytes, value: object) -> None:
    assert parse_json(text) == value
