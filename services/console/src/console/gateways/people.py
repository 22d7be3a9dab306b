"""What people are called, asked of the people directory at the moment of showing, in the reader's own name; never kept."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

import httpx

from console.gateways.http import Http

__all__ = ["MOST", "People"]

MOST: Final = 200  # people asked for at once: as many as the directory answers for
FORBIDDEN: Final = 403  # the reader's role knows nobody by name


class People:
    """The people directory of notification."""

    def __init__(self, http: Http, url: str | None) -> None:
        self.http, self.url = http, url

    async def names(self, token: str, people: Iterable[UUID]) -> dict[UUID, str] | None:
        """The names the reader may see of these people; None where the directory is away or not configured."""
        wanted = sorted(set(people))[:MOST]
        if not wanted:
            return {}
        if self.url is None:
            return None
        try:
            answer = await self.http.client(self.url).post(
                f"{self.url.rstrip('/')}/v1/people/lookups",
                json={"people": [str(person) for person in wanted]},
                headers={"Authorization": f"Bearer {token}"},
            )
            if answer.status_code == FORBIDDEN:
                return {}
            answer.raise_for_status()
            return {UUID(person): str(name) for person, name in answer.json()["names"].items()}
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError, AttributeError):
            return None
