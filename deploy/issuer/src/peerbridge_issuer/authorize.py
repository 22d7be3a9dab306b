"""The code flow with PKCE: a page to choose who to be, then a code to an address the client has registered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from peerbridge_issuer.settings import Settings

__all__ = ["Asked", "NotRedirectable", "Refusal", "read", "redirect_to"]

CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
PLAIN: Final = re.compile(r"[\x20-\x7e]{1,512}", re.ASCII)
CARRIED: Final = (
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
)


class NotRedirectable(Exception):
    """The request names no client or address that we know, so nobody is sent anywhere; the person is told here."""


class Refusal(Exception):
    """A request that its client got wrong: told to the client, at its own address (RFC 6749, 4.1.2.1)."""

    def __init__(self, redirect_uri: str, state: str, error: str, description: str) -> None:
        super().__init__(description)
        self.redirect_uri, self.state, self.error, self.description = redirect_uri, state, error, description


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be answered with a code; `fields` are carried through the page."""

    redirect_uri: str
    state: str
    nonce: str | None
    challenge: str
    fields: dict[str, str]


def read(settings: Settings, told: Mapping[str, str]) -> Asked:
    """The request in these parameters. Raises: NotRedirectable, Refusal."""
    uri, state = told.get("redirect_uri", ""), told.get("state", "")
    if told.get("client_id") != settings.client or uri not in settings.redirect_uris:
        raise NotRedirectable
    if error := mistake(told):
        raise Refusal(uri, state if PLAIN.fullmatch(state) else "", *error)
    fields = {name: told[name] for name in CARRIED if name in told}
    return Asked(uri, state, told.get("nonce"), told["code_challenge"], fields)


def mistake(told: Mapping[str, str]) -> tuple[str, str] | None:
    """What is wrong with a request of a known client: error code and words."""
    if told.get("response_type") != "code":
        return "unsupported_response_type", "only the code flow is offered"
    if "openid" not in told.get("scope", "").split():
        return "invalid_scope", "the scope must contain openid"
    if told.get("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(told.get("code_challenge", "")):
        return "invalid_request", "PKCE with S256 is required"
    if not PLAIN.fullmatch(told.get("state", "")) or not PLAIN.fullmatch(told.get("nonce", "x")):
        return "invalid_request", "state is required; state and nonce are plain text of at most 512 characters"
    return None


def redirect_to(uri: str, issuer: str, **told: str) -> str:
    """The client's address with an answer; `iss` says whose it is (RFC 9207)."""
    return f"{uri}?{urlencode({name: value for name, value in {**told, 'iss': issuer}.items() if value})}"
