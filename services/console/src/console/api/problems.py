"""On pages a problem is a page too: it says what happened and what to do; everywhere else it stays problem details."""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from console.api.rendering import page
from console.api.sessions import SESSION
from console.domain.errors import RecruitmentAway, RecruitmentRefused
from peerbridge.errors import PeerbridgeError, Unauthenticated
from peerbridge.web.problems import on_http_exception, on_peerbridge_error, on_validation_error

__all__ = ["add_problem_pages", "is_page"]

Handler = Callable[[Request, Exception], Awaitable[Response]]
MACHINES: Final = ("/v1/", "/ops/", "/live", "/health", "/metrics", "/openapi.json", "/static/", "/status", "/overdue")
AWAY: Final = 503
TITLES: Final = {
    400: "This could not be read",
    403: "This is not open to you",
    404: "There is nothing here",
    409: "This cannot be done as things stand",
    422: "This address could not be read",
    503: "A part of the system is away",
}
SPEAK: Final = (RecruitmentAway, RecruitmentRefused)
"""Errors that say more than their status does."""
SAYS: Final = {
    404: "There is nothing at this address that you may see. It may belong to a county that your sign-in does not hold.",
    422: "A filter in this address has a value that it cannot have. Go back to the page and choose it again.",
    403: "Your role or your counties do not open this page. Sign in as someone else, or ask your coordinator.",
    503: "The system cannot answer right now. Nothing was lost; try again in a moment.",
}


def is_page(request: Request) -> bool:
    """Whether a person reads this address."""
    return not request.url.path.startswith(MACHINES)


def add_problem_pages(app: FastAPI) -> None:
    """Answer problems of pages with pages."""
    app.add_exception_handler(PeerbridgeError, either(on_peerbridge_error))
    app.add_exception_handler(HTTPException, either(on_http_exception))
    app.add_exception_handler(RequestValidationError, either(on_validation_error))


def either(on_machine: Callable[[Request, Exception], Response]) -> Handler:
    """The same problem, as a page where a person reads."""

    async def handle(request: Request, error: Exception) -> Response:
        if not is_page(request):
            return on_machine(request, error)
        if isinstance(error, Unauthenticated):
            return sign_in_first(request)
        return shown(request, on_machine(request, error).status_code, error)

    return handle


def sign_in_first(request: Request) -> Response:
    """To the sign-in page, and from there back here; told apart is who had been signed in."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    told = {"next": here} if request.method == "GET" and here != "/" else {}
    if SESSION in request.cookies:
        told["why"] = "ended"
    return RedirectResponse(f"/login?{urlencode(told)}" if told else "/login", 303)


def shown(request: Request, status: int, error: Exception) -> Response:
    """The page of a problem. Only our own errors' words are shown."""
    own = str(error) if isinstance(error, PeerbridgeError) else ""
    says = own if isinstance(error, SPEAK) else SAYS.get(status) or own
    again = str(request.url.replace(scheme="", netloc="")) if request.method == "GET" and status == AWAY else None
    title = TITLES.get(status, "Something went wrong")
    return page(request, "problem.html", status, title=title, says=says, again=again)
