"""Operations of all services on one page. Each command goes to the service itself, in the reader's own name, and is audited there."""

from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from console.api.parts import STAFF, parts_of, reading
from console.api.rendering import page, words_of
from console.api.rows import Teller
from console.gateways.operations import Report
from console.storage.programs import places
from peerbridge.errors import NotVisible
from peerbridge.events.catalogue import TOPICS
from peerbridge.identity import COORDINATOR, PLATFORM_OPERATOR, PROGRAM_ADMIN, STATE_OFFICER
from peerbridge.web import Api, Caller

__all__ = ["router"]

router = Api(include_in_schema=False)
OPERATORS: Final = (PLATFORM_OPERATOR, STATE_OFFICER, PROGRAM_ADMIN)
Short = Annotated[str, Form(max_length=300)]
OUTCOMES: Final = {
    "retry": "The parked events of this key run again now.",
    "discard": "The first parked event of this key was discarded.",
    "pause": "The subscriber pauses within a second.",
    "resume": "The subscriber hears again, from where it stopped.",
    "acknowledge": "The lost fact is off the list.",
    "away": "The service does not answer. Nothing was changed; try again in a moment.",
    "refused": "The service refused this: your role or your counties do not allow it.",
    "gone": "There is nothing left to do: someone else was faster, or it has run by itself.",
}
FAILED: Final = frozenset({"away", "refused", "gone"})


@router.get("/operations", roles=STAFF)
async def operations(request: Request, caller: Caller, done: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Every service's health, subscribers and parked events, as far as the reader may see them."""
    reports = await parts_of(request).operations.reports(caller.token)
    async with reading(request, caller) as work:
        teller = Teller(words_of(request), await places(work))
    return page(
        request,
        "operations.html",
        reports=reports,
        parked=[(report.service, row) for report in reports for row in report.parked or ()],
        blind=[
            report.service for report in reports if report.parked is None and report.state not in ("away", "unknown")
        ],
        lost=[(report.service, row) for report in reports for row in report.lost],
        may_enter=caller.holds(*OPERATORS, COORDINATOR),
        may_decide=caller.holds(*OPERATORS),
        may_pause=caller.holds(PLATFORM_OPERATOR),
        outcome=OUTCOMES.get(done, ""),
        failed=done in FAILED,
        place=teller.places.county,
    )


@router.post("/operations/{action}", roles=(*OPERATORS, COORDINATOR))
async def act(
    request: Request,
    caller: Caller,
    action: Literal["retry", "discard", "pause", "resume", "acknowledge"],
    service: Short,
    topic: Short,
    key: Short = "",
    reason: Short = "",
    form: Short = "",
) -> Response:
    """Give a command to a service's operations. Raises: FormRefused, NotVisible."""
    parts = parts_of(request)
    parts.sessions.check_form(request, request.scope.get("console.session"), form)
    if service not in parts.operations.services or topic not in TOPICS:
        raise NotVisible
    path, body = command(action, topic, key, reason.strip())
    status, _ = await parts.operations.act(service, caller.token, path, body)
    return RedirectResponse(f"/operations?done={outcome(action, status)}#outcome", 303)


def command(action: str, topic: str, key: str, reason: str) -> tuple[str, dict[str, Any]]:
    """The operation's address and body. `key`: of what is parked, or the id of a lost fact."""
    if action == "acknowledge":
        return "/lost/acknowledgements", {"event_id": key, "reason": reason or "not said"}
    if action in ("pause", "resume"):
        return f"/subscribers/{topic}/{action}", {"reason": reason or "not said"}
    chosen = {"topic": topic, "key": key}
    return f"/parked/{action}", chosen if action == "retry" else {**chosen, "reason": reason or "not said"}


def outcome(action: str, status: int) -> str:
    """Which of `OUTCOMES` an answer's status is."""
    if status < HTTPStatus.OK or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "away"
    if status in (404, 409, 422):
        return "gone"
    return action if status < HTTPStatus.BAD_REQUEST else "refused"


@router.get(
    "/status",
    roles=STAFF,
    impersonal=True,
    shared="it tells whether the services answer, and nothing of any county",
)
async def status(request: Request) -> Response:
    """The strip below every page's head: whether all services are well."""
    reports = await parts_of(request).operations.health()
    return page(request, "_status.html", reports=reports, level=level(reports))


def level(reports: list[Report]) -> str:
    """The strip's word: `away` where a service does not answer, `attention` where one needs a look, else `well`."""
    states = {report.state for report in reports}
    return next((state for state in ("away", "attention") if state in states), "well")
