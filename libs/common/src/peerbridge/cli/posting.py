"""Chunks posted to recruitment in order, each under its own key, so that a broken-off import is simply run again."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import httpx

from peerbridge.cli.asking import Asking
from peerbridge.cli.chunks import Chunk, Readable
from peerbridge.cli.errors import Answered, CommandError
from peerbridge.cli.outcomes import OUTCOMES, Outcome, Outcomes
from peerbridge.cli.output import progress
from peerbridge.intake.errors import IntakeError
from peerbridge.intake.rows import Refusal

__all__ = ["post_rows"]

_AGAIN: Final = "Run the same command again: what was taken stays, and nothing is taken twice."
_SECOND_TIME: Final = {"accepted": "unchanged", "corrected": "unchanged"}
"""A stored answer of an earlier run tells what that run changed; this one changed nothing."""


def post_rows(
    recruitment: Asking,
    rows: Iterable[Readable | Refusal],
    file_sha256: str,
    outcomes: Outcomes,
    cut: Callable[[Iterable[Any]], Iterator[Chunk]],
) -> None:
    """Post every readable row, `cut` into requests, and count every outcome.

    Raises: CommandError, and what reading the rows raises.
    """
    posted = 0
    reading = _Reading(rows, outcomes)
    for chunk in cut(reading):
        try:
            answers = _post(recruitment, chunk, file_sha256)
        except CommandError as error:
            error.args = (f"{error} {posted:,} rows were taken. {_AGAIN}",)
            raise
        for row, answer in zip(chunk.rows, answers, strict=True):
            outcomes.add(_outcome(row, answer))
        posted += len(chunk.rows)
        progress(f"{posted:,} rows posted, line {chunk.rows[-1].line:,}")
    progress("")
    if reading.broken is not None:
        raise reading.broken


@dataclass(slots=True)
class _Reading:
    """The rows to post; refusals are counted on the way. A break ends the rows, so that those before it are posted."""

    rows: Iterable[Readable | Refusal]
    outcomes: Outcomes
    broken: IntakeError | None = None

    def __iter__(self) -> Iterator[Readable]:
        try:
            for row in self.rows:
                if isinstance(row, Refusal):
                    self.outcomes.add(Outcome.of_refusal(row))
                else:
                    yield row
        except IntakeError as broken:
            self.broken = broken


def _post(recruitment: Asking, chunk: Chunk, file_sha256: str) -> list[dict[str, Any]]:
    """One answer for each row, in order. Raises: CommandError."""
    body = chunk.body
    headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": chunk.key(file_sha256, body)}
    answer = recruitment.ask("POST", chunk.path, content=body, headers=headers)
    found = {line.get("line"): line for line in _lines(answer)}
    answers = [found.get(number, {}) for number in range(1, len(chunk.rows) + 1)]
    if any(line.get("outcome") not in OUTCOMES for line in answers):
        raise Answered("recruitment did not say what became of each row.", "Is this the service's address?")
    if answer.headers.get("Idempotency-Replayed") and recruitment.attempts == 1:
        answers = [line | {"outcome": _SECOND_TIME.get(line["outcome"], line["outcome"])} for line in answers]
    return answers


def _lines(answer: httpx.Response) -> list[dict[str, Any]]:
    """The answer's lines: a JSON list (bare, or as the one list of an object), or NDJSON."""
    try:
        told = answer.json()
    except ValueError:
        told = _ndjson(answer.text)
    if isinstance(told, dict):
        told = next((value for value in told.values() if isinstance(value, list)), [told])
    return [line for line in told if isinstance(line, dict)] if isinstance(told, list) else []


def _ndjson(text: str) -> list[Any]:
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError:
        return []


def _outcome(row: Readable, answer: dict[str, Any]) -> Outcome:
    """What the service said of one row."""
    told = {name: str(answer.get(name) or "") for name in ("rule", "reason")}
    told["case"] = str(answer.get("case") or answer.get("application") or "")
    return Outcome.of_report(row, answer["outcome"], **told)
