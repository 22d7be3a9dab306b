"""Somebody who gives commands under any role, asks again until answered, and notes in the ledger what was accepted."""

import asyncio
import time
from typing import Any, Final
from uuid import uuid4

from peerbridge_demo.story import Player, Refusal
from peerbridge_demo.story.player import Person
from peerbridge_faults.reader import Ledger
from peerbridge_faults.reader.seen import Command

__all__ = ["NotingPlayer"]

AWAY: Final = (401, 429, 502, 503)  # 401: the service could not ask the issuer for its keys yet
PAUSE: Final = 0.2


class NotingPlayer(Player):
    """As `Player`; accepted commands go into the ledger. `patience` outlasts the longest fault."""

    ledger: Ledger
    patience: float = 300.0

    async def _ask(self, role: str, service: str, method: str, path: str, *, person: Person = None, **more: Any) -> Any:
        counties = () if person else self.counties
        actor = f"rig:{role}:{person or 'staff'}"
        token = await self.tokens.of(role, counties=counties, person=person, subject=actor)
        key = str(uuid4())
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        until, url = time.monotonic() + self.patience, self.addresses.services[service] + path
        while True:
            answer = await self._once(method, url, headers=headers, **more)
            if answer is not None and answer.status_code not in AWAY:
                break
            if time.monotonic() > until:
                raise TimeoutError(f"{service} was away for {self.patience:.0f} s")
            await asyncio.sleep(PAUSE)
        if not answer.is_success:
            raise Refusal(f"{role} {method} {path}", answer)
        told = answer.json() if answer.content else None
        if method != "GET":
            self.ledger.commands.append(Command(service, method, path, actor, key, time.time(), told))
        return told
