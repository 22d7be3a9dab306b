"""The addresses of the issuer."""

from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse
from jinja2 import Environment, PackageLoader
from pydantic import BaseModel, StringConstraints
from starlette.datastructures import FormData, QueryParams
from starlette.responses import Response

from peerbridge_issuer.authorize import NotRedirectable, Refusal, read, redirect_to
from peerbridge_issuer.codes import Codes
from peerbridge_issuer.people import GROUPS, PEOPLE
from peerbridge_issuer.settings import Settings
from peerbridge_issuer.tokens import Tokens

__all__ = ["State", "router", "state_of"]

router = APIRouter()
pages = Environment(loader=PackageLoader("peerbridge_issuer", "pages"), autoescape=True)
STYLE: Final = "style.css"
SIGNED_IN_MINUTES: Final = 480  # a day of trying things out; there is no refresh
Text = Annotated[str, StringConstraints(max_length=2048)]


class State:
    """What the addresses share."""

    def __init__(self, settings: Settings, tokens: Tokens) -> None:
        self.settings, self.tokens, self.codes = settings, tokens, Codes()


def state_of(request: Request) -> State:
    """What the addresses share."""
    state: State = request.app.state.issuer
    return state


@router.get("/.well-known/openid-configuration")
async def discovery(request: Request) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0: browsers go to the issuer's address, services to its backchannel."""
    settings = state_of(request).settings
    return {
        "issuer": settings.issuer,
        "authorization_endpoint": f"{settings.issuer}/authorize",
        "token_endpoint": f"{settings.backchannel}/token",
        "jwks_uri": f"{settings.backchannel}/jwks.json",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "scopes_supported": ["openid"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
    }


@router.get("/jwks.json")
async def jwks(request: Request) -> dict[str, Any]:
    """The public key."""
    return state_of(request).tokens.key.jwks


@router.get("/health")
async def health() -> dict[str, str]:
    """It answers, so it is well."""
    return {"status": "ok"}


@router.get("/style.css")
async def style() -> FileResponse:
    """The pages' one style sheet."""
    return FileResponse(f"{__file__.rsplit('/', 1)[0]}/pages/{STYLE}", media_type="text/css")


@router.get("/authorize")
async def choose(request: Request) -> Response:
    """The page of people one can be."""
    return answer(request, request.query_params)


@router.post("/authorize")
async def chosen(request: Request) -> Response:
    """One of them was chosen: back to the client, with a code."""
    return answer(request, await request.form())


def answer(request: Request, told: QueryParams | FormData) -> Response:
    """The page, or once a person is named the way back to the client."""
    state = state_of(request)
    fields = {name: value for name, value in told.items() if isinstance(value, str)}
    try:
        asked = read(state.settings, fields)
    except NotRedirectable:
        return page("refused.html", 400)
    except Refusal as refusal:
        told_back = {"error": refusal.error, "error_description": refusal.description, "state": refusal.state}
        return RedirectResponse(redirect_to(refusal.redirect_uri, state.settings.issuer, **told_back), 303)
    person = PEOPLE.get(fields.get("person", ""))
    if request.method == "GET" or person is None:
        return page("people.html", 200, origin_of(asked.redirect_uri), groups=GROUPS, fields=asked.fields)
    code = state.codes.give(person, asked.redirect_uri, asked.challenge, asked.nonce)
    return RedirectResponse(redirect_to(asked.redirect_uri, state.settings.issuer, code=code, state=asked.state), 303)


class Exchange(BaseModel):
    """What a client sends for tokens (RFC 6749, 4.1.3)."""

    grant_type: Text
    code: Text
    redirect_uri: Text
    client_id: Text
    code_verifier: Text


@router.post("/token")
async def token(request: Request, told: Annotated[Exchange, Form()]) -> Response:
    """Tokens for a code."""
    state = state_of(request)
    if told.grant_type != "authorization_code":
        return JSONResponse({"error": "unsupported_grant_type"}, 400)
    if told.client_id != state.settings.client:
        return JSONResponse({"error": "invalid_client"}, 401)
    given = state.codes.use(told.code, told.redirect_uri, told.code_verifier)
    if given is None:
        return JSONResponse({"error": "invalid_grant"}, 400)
    person, minutes = given.person, SIGNED_IN_MINUTES
    return JSONResponse(
        {
            "access_token": state.tokens.access(person.id, person.roles, person.counties, minutes=minutes),
            "id_token": state.tokens.identity(person.id, person.name, given.nonce, minutes=minutes),
            "token_type": "Bearer",
            "expires_in": minutes * 60,
            "scope": "openid",
        }
    )


def page(name: str, status: int, form_target: str = "", **values: Any) -> HTMLResponse:
    """A page that runs no script and sends its form only to us and on to the client."""
    rules = [
        "default-src 'none'",
        "style-src 'self'",
        f"form-action 'self' {form_target}",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    policy = "; ".join(rules)
    return HTMLResponse(pages.get_template(name).render(**values), status, {"Content-Security-Policy": policy})


def origin_of(uri: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"
