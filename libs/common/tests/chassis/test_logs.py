"""No line carries a value: errors are told by class and place, and a library's words about one are left out."""

import json
import logging

import pytest

from peerbridge.logs import JsonLines


def line(record: logging.LogRecord) -> dict[str, object]:
    told: dict[str, object] = json.loads(JsonLines("sample").format(record))
    return told


def failing(logger: str, message: str, *args: object) -> logging.LogRecord:
    """A record about an error whose text is a person's name."""
    with pytest.raises(ValueError, match="Maria") as caught:
        int("Maria Ortiz")
    return logging.LogRecord(logger, logging.ERROR, __file__, 1, message, args, (ValueError, caught.value, caught.tb))


@pytest.mark.parametrize("logger", ["asyncio", "uvicorn.error", "sqlalchemy.pool", "peerbridge.kafka"])
def test_a_librarys_words_about_an_error_are_left_out(logger: str) -> None:
    told = line(failing(logger, "it went wrong: %s\nfuture: ValueError('Maria Ortiz')", "Maria Ortiz"))
    assert "Maria" not in json.dumps(told)
    assert told["error"] == "ValueError"
    assert str(told["at"]).startswith("test_logs.py:")


def test_what_asyncio_says_of_a_lost_task_is_its_first_line() -> None:
    lost = logging.LogRecord(
        "asyncio",
        logging.ERROR,
        __file__,
        1,
        "Task exception was never retrieved\n<Task exception='Maria Ortiz'>",
        (),
        None,
    )
    assert line(lost)["message"] == "Task exception was never retrieved"


def test_our_own_words_and_their_named_values_stand_in_the_line() -> None:
    record = logging.LogRecord("peerbridge.consumer", logging.ERROR, __file__, 1, "parked", (), None)
    record.fingerprint = "LookupError/-/-/x.py:1"
    told = line(record)
    assert (told["message"], told["fingerprint"], told["service"]) == ("parked", "LookupError/-/-/x.py:1", "sample")
