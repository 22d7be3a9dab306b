"""What a refusal says of itself."""

import httpx

from peerbridge_isolation.routes import Address

__all__ = ["kind", "refused_by_role"]


def kind(answer: httpx.Response) -> str:
    """The problem's stable name."""
    told = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    return str(told.get("type", "")) if isinstance(told, dict) else ""


def refused_by_role(address: Address, answer: httpx.Response) -> bool:
    """Whether it was the role policy that refused, and no rule of the service: it names the roles that the address declares."""
    if "json" not in answer.headers.get("content-type", ""):
        return True
    return bool(answer.json().get("roles") == ", ".join(sorted(address.roles)))
