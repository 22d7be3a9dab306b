"""Mail goes over a few reused SMTP connections. What is known for sure is told apart from what nobody can know.

Until the DATA command begins, a failure means that nothing was handed over; from then on, silence means `uncertain`.
"""

import asyncio
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Literal

import aiosmtplib
from aiosmtplib import SMTP

from notification.domain.delivery import Outcome

__all__ = ["Mailer", "Server"]

STALE_SECONDS = 20.0  # an idle connection is asked whether it lives before it is used again
WORLD = (aiosmtplib.SMTPException, OSError, TimeoutError)
Tls = Literal["auto", "starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. `tls` auto: STARTTLS where it is offered.

    `patience` (seconds): half of it until a message is begun, a sixth until its DATA, a third for the answer to that.
    """

    host: str
    port: int
    sender: str
    tls: Tls = "auto"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    connections: int = 4
    patience: float = 60.0


class Line:
    """One connection, opened when it is needed and kept for the next message."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._smtp: SMTP | None = None
        self._used = 0.0

    async def hand_over(self, recipient: str, message: bytes) -> Outcome:
        """One message to one recipient. Never raises for what the server does."""
        for again in (True, False):
            reused, failing = self._smtp is not None, Outcome.AWAY
            try:
                async with asyncio.timeout(self.server.patience / 6):
                    smtp = await self._connected()
                    await smtp.mail(self.server.sender)
                    failing = Outcome.TEMPORARY
                    await smtp.rcpt(recipient)
            except aiosmtplib.SMTPRecipientRefused as error:
                await self._reset()
                return Outcome.REFUSED if error.code >= 500 else Outcome.TEMPORARY  # noqa: PLR2004 (SMTP's own)
            except WORLD:
                await self.close()
                if reused and again:
                    continue
                return failing
            return await self._data(smtp, message)
        return Outcome.AWAY

    async def close(self) -> None:
        """Hang up."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()
            await asyncio.sleep(0)  # the transport closes on the loop's next turn

    async def _data(self, smtp: SMTP, message: bytes) -> Outcome:
        try:
            await smtp.data(message, timeout=self.server.patience / 3)
        except aiosmtplib.SMTPDataError as error:
            await self._reset()
            return of_code(error.code)
        except WORLD:
            await self.close()
            return Outcome.UNCERTAIN
        except asyncio.CancelledError:
            await self.close()
            raise
        self._used = monotonic()
        return Outcome.SENT

    async def _connected(self) -> SMTP:
        if self._smtp is not None and self._smtp.is_connected:
            if monotonic() - self._used > STALE_SECONDS:
                await self._smtp.noop()
            return self._smtp
        smtp = SMTP(hostname=self.server.host, port=self.server.port, **self._options())
        await smtp.connect()
        self._smtp, self._used = smtp, monotonic()
        return smtp

    def _options(self) -> dict[str, Any]:
        server = self.server
        return {
            "timeout": server.patience / 6,
            "use_tls": server.tls == "tls",
            "start_tls": {"auto": None, "starttls": True, "tls": False, "none": False}[server.tls],
            "username": server.user,
            "password": server.password,
            "local_hostname": server.sender.rpartition("@")[2] or "peerbridge",
        }

    async def _reset(self) -> None:
        """Make the connection good for the next message, or give it up."""
        try:
            if self._smtp is not None:
                await self._smtp.rset()
                self._used = monotonic()
        except WORLD:
            await self.close()


class Mailer:
    """Some lines to one server; the one used last is used first."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._lines = [Line(server) for _ in range(server.connections)]
        self._free: asyncio.LifoQueue[Line] = asyncio.LifoQueue()
        for line in self._lines:
            self._free.put_nowait(line)

    async def hand_over(self, recipient: str, message: bytes, *, until: float) -> Outcome:
        """Hand a message over, if a line is free before `until` (the process's monotonic clock).

        Later it is not begun.
        """
        line = await self._free.get()
        try:
            if monotonic() >= until:
                return Outcome.AWAY
            return await line.hand_over(recipient, message)
        finally:
            self._free.put_nowait(line)

    async def close(self) -> None:
        """Hang up all lines."""
        for line in self._lines:
            await line.close()


def of_code(code: int) -> Outcome:
    """What the answer to a message means. An answer that is none leaves everything open."""
    return {2: Outcome.SENT, 4: Outcome.TEMPORARY, 5: Outcome.REFUSED}.get(code // 100, Outcome.UNCERTAIN)
