"""One JSON object per line: time, level, logger, message, correlation, named extras. Never a person, never a value of data."""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from time import monotonic
from typing import Final
from uuid import UUID

__all__ = ["correlation", "set_up_logs"]

correlation: ContextVar[UUID | None] = ContextVar("correlation", default=None)
STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
QUIET: Final = {
    "aiokafka": logging.ERROR,
    "uvicorn.access": logging.WARNING,
    "httpx": logging.WARNING,
    "faststream": logging.WARNING,
}
SAME_LINE_SECONDS = 5.0


class JsonLines(logging.Formatter):
    """A record as one line of JSON; an exception as its class and place only, since texts carry values."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self.service,
            "logger": record.name,
            "message": _words(record),
        }
        if told := correlation.get():
            line["correlation"] = str(told)
        line.update({name: value for name, value in vars(record).items() if name not in STANDARD})
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            traceback = record.exc_info[2]
            while traceback and traceback.tb_next:
                traceback = traceback.tb_next
            if traceback:
                line["at"] = f"{traceback.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{traceback.tb_lineno}"
        return json.dumps(line, default=str)


def _words(record: logging.LogRecord) -> str:
    """What a record says. Of a library only one line, and nothing about an error: its text carries values."""
    if record.name.startswith("peerbridge.") and record.name != "peerbridge.kafka":
        return record.getMessage()
    return "something failed" if record.exc_info else record.getMessage().partition("\n")[0]


class OncePerWhile(logging.Filter):
    """The same words of the Kafka client at most once every five seconds: an outage writes thirty lines a second otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[tuple[str, object], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write it."""
        if not record.name.startswith("aiokafka"):
            return True
        key, now = (record.name, record.msg), monotonic()
        if now - self._last.get(key, -SAME_LINE_SECONDS) < SAME_LINE_SECONDS:
            return False
        self._last[key] = now
        return True


def set_up_logs(service: str, level: str = "INFO") -> None:
    """Send everything to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(service))
    handler.addFilter(OncePerWhile())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(least)
