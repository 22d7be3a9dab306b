"""Recruitment's lists, asked at the moment of showing, in the reader's own name; nothing of them is kept."""

from typing import Any, Final

import httpx

from console.domain.errors import RecruitmentAway, RecruitmentRefused
from console.gateways.http import Http
from peerbridge.errors import NotVisible, TokenRefused

__all__ = ["Recruitment"]

UNAUTHORIZED, FORBIDDEN, TOO_MANY = 401, 403, 429
FAULTS: Final = (httpx.HTTPError, httpx.InvalidURL, ValueError)


class Recruitment:
    """Recruitment's API, as far as pages read it."""

    def __init__(self, http: Http, url: str | None) -> None:
        self.http, self.url = http, url

    async def ask(self, token: str, path: str, **asked: object) -> Any:
        """What stands at an address; what is None is not asked for.

        Raises: RecruitmentAway, RecruitmentRefused (403: not for this reader), TokenRefused, NotVisible (there is no such thing, or
        the question makes no sense there).
        """
        if self.url is None:
            raise RecruitmentAway
        try:
            answer = await self.http.client(self.url).get(
                f"{self.url.rstrip('/')}{path}",
                params={name: str(value) for name, value in asked.items() if value is not None},
                headers={"Authorization": f"Bearer {token}"},
            )
            self._check(answer.status_code)
            return answer.json()
        except FAULTS:
            raise RecruitmentAway from None

    @staticmethod
    def _check(status: int) -> None:
        """Say nothing of a good answer. Raises: as `ask`."""
        if status == UNAUTHORIZED:
            raise TokenRefused(reason="recruitment does not take it")
        if status == FORBIDDEN:
            raise RecruitmentRefused
        if status == TOO_MANY or status >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise RecruitmentAway
        if status >= httpx.codes.BAD_REQUEST:
            raise NotVisible
