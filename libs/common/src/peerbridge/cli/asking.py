"""One question to one service. Refusals become one line; a service that is away is asked again, slower each time."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

import httpx

from peerbridge.cli.errors import Answered, NotAllowed, Unreachable

__all__ = ["AN_ANSWER_TAKES", "Asking", "problem_line"]

_AGAIN: Final = frozenset({429, 502, 503, 504})  # the world is down or busy; nothing was refused
_FIRST_WAIT, _LONGEST_WAIT = 0.25, 15.0  # seconds
_CONNECT: Final = 5.0  # seconds
AN_ANSWER_TAKES: Final = 60.0  # seconds at most: a chunk of a thousand rows takes one or two
_NOT_ALLOWED: Final = frozenset({401, 403})


@dataclass(slots=True)
class Asking:
    """A service as the command sees it. `patience`: seconds to go on asking while it is away; 0 asks once.

    `takes`: seconds an answer may take; a what-if of a large state takes minutes.
    """

    service: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    patience: float = 0.0
    takes: float = AN_ANSWER_TAKES
    attempts: int = 0
    """How often the latest question was sent: an answer to the second may be the stored one of the first."""
    _client: httpx.Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._client = httpx.Client(timeout=httpx.Timeout(self.takes, connect=_CONNECT))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def ask(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
    ) -> httpx.Response:
        """The answer, if it is a success. Raises: Answered, NotAllowed, Unreachable."""
        waited, wait, self.attempts = 0.0, _FIRST_WAIT, 0
        while True:
            self.attempts += 1
            found = self._send(method, path, json=json, content=content, headers=headers, params=params)
            if isinstance(found, httpx.Response) and found.status_code not in _AGAIN:
                return self._success(found)
            pause = min(max(wait, _asked_to_wait(found)), _LONGEST_WAIT)
            if waited + pause > self.patience:
                raise Unreachable(f"{self.service} at {self.url} {_why(found)}.", "Is it running? Then try again.")
            time.sleep(pause)
            waited, wait = waited + pause, wait * 2

    def told(self, method: str, path: str, **what: Any) -> object:
        """The JSON of the answer. Raises: Answered (also where it is none), NotAllowed, Unreachable."""
        answer = self.ask(method, path, **what)
        try:
            found: object = answer.json()
        except ValueError:
            problem = f"{self.service} at {self.url} answered no JSON."
            raise Answered(problem, "Is this the service's address?") from None
        return found

    def told_of(self, method: str, path: str, **what: Any) -> dict[str, Any]:
        """The same, of an answer that is an object. Raises: Answered (also where it is none), NotAllowed, Unreachable."""
        found = self.told(method, path, **what)
        if not isinstance(found, dict):
            raise Answered(f"{self.service} answered something else than expected.", "Is this the service's address?")
        return found

    def _send(self, method: str, path: str, **what: Any) -> httpx.Response | httpx.TransportError:
        what["headers"] = {"Accept": "application/json", **self.headers, **(what["headers"] or {})}
        try:
            return self._client.request(method, self.url + path, **what)
        except httpx.TransportError as error:
            return error

    def _success(self, answer: httpx.Response) -> httpx.Response:
        if answer.is_success:
            return answer
        kind = NotAllowed if answer.status_code in _NOT_ALLOWED else Answered
        refused = kind(f"{self.service}: {problem_line(answer)}")
        refused.status = answer.status_code
        raise refused


def problem_line(answer: httpx.Response) -> str:
    """An answer that is no success, as one line: RFC 9457's detail, which says what to do, and the fields at fault."""
    try:
        told = answer.json()
    except ValueError:
        told = None
    if not isinstance(told, dict) or not (told.get("detail") or told.get("title")):
        return f"HTTP {answer.status_code} without an explanation. Is this the service's address?"
    faults = [fault for fault in told.get("errors") or () if isinstance(fault, dict)]
    fields = "; ".join(f"{fault.get('field', '?')}: {fault.get('says') or fault.get('rule')}" for fault in faults)
    return f"{told.get('detail') or told['title']}{f' ({fields})' if fields else ''} [{answer.status_code}]"


def _asked_to_wait(found: httpx.Response | httpx.TransportError) -> float:
    """Retry-After in seconds, where a service says it."""
    said = found.headers.get("Retry-After", "") if isinstance(found, httpx.Response) else ""
    return float(said) if said.isascii() and said.isdigit() else 0.0


def _why(found: httpx.Response | httpx.TransportError) -> str:
    if isinstance(found, httpx.Response):
        return f"is not ready (HTTP {found.status_code})"
    return "took too long" if isinstance(found, httpx.TimeoutException) else "does not answer"
