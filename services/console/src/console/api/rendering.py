"""Pages: our own templates, styles and scripts only, under a policy that runs nothing else."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from console.api.figures import Filters
from console.api.rows import short
from console.api.section import ENTRIES, open_to
from console.api.sessions import Session
from console.api.words import COOKIE, LANGUAGES, Words, language_of

__all__ = ["ASSETS", "asset", "asset_bytes", "page", "words_of"]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",  # with less than this, browsers send our own forms without their origin
    "Vary": "Cookie, Accept-Language",
}
ASSETS: Final = {
    "console.css": "text/css; charset=utf-8",
    "console.js": "text/javascript; charset=utf-8",
    "public-sans-latin.woff2": "font/woff2",
    "public-sans-latin-ext.woff2": "font/woff2",
    "mark.svg": "image/svg+xml",
}
A_YEAR: Final = 31_536_000  # seconds


@cache
def asset_bytes(name: str) -> bytes:
    """One of `ASSETS`."""
    return files("console.api").joinpath("static", name).read_bytes()


@cache
def asset(name: str) -> str:
    """The address of an asset; it changes with its content, so that it may be kept for ever."""
    return f"/static/{name}?v={sha256(asset_bytes(name)).hexdigest()[:12]}"


@cache
def templates() -> Environment:
    """All templates. A misspelt value is an error, not a blank."""
    environment = Environment(
        loader=PackageLoader("console.api", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(asset=asset, languages=LANGUAGES)
    environment.filters["short"] = short
    return environment


def words_of(request: Request) -> Words:
    """The reader's language."""
    return Words(language_of(request))


def page(request: Request, template: str, code: int = 200, **values: Any) -> HTMLResponse:
    """A page in the reader's language; a language chosen in the address is remembered."""
    words, session = words_of(request), request.scope.get("console.session")
    text = (
        templates()
        .get_template(template)
        .render(
            _=words,
            path=request.url.path,
            switch=_switch(request),
            session=session if isinstance(session, Session) else None,
            section=_section(request, values.get("filters")),
            **values,
        )
    )
    response = HTMLResponse(text, code, HEADERS)
    if request.query_params.get("lang") == words.language:
        response.set_cookie(
            COOKIE, words.language, max_age=A_YEAR, samesite="lax", httponly=True, secure=request.url.scheme == "https"
        )
    return response


def _switch(request: Request) -> dict[str, str]:
    """This page's address in each language."""
    path = request.url.path if request.method == "GET" else "/"
    return {language: f"{path}?{request.url.include_query_params(lang=language).query}" for language in LANGUAGES}


def _section(request: Request, filters: object) -> dict[str, Any]:
    """Recruitment's pages that the reader may open, with the county and programme they have chosen; and whether this is one."""
    query = filters.query() if isinstance(filters, Filters) else ""
    entries = [(each.label, each.href, f"{each.href}?{query}" if query else each.href)
               for each in open_to(request.scope.get("console.roles", ()))]  # fmt: skip
    path = request.url.path
    return {"entries": entries, "here": any(path == each.href or path.startswith(f"{each.href}/") for each in ENTRIES)}
