"""A real SMTP server that keeps its messages in memory; it can be told to refuse, or to hang up after taking one."""

import asyncio
import email
import email.policy
import threading
import time
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from peerbridge_local.ports import free_port

HANG_UP = "hang up"


@dataclass(frozen=True)
class Mail:
    """One message as it was handed over; `at`: when, in seconds of `time.monotonic()`."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    at: float = field(default_factory=time.monotonic)


@dataclass
class MailSink:
    """An SMTP server on 127.0.0.1.

    `answers` maps a recipient to an SMTP answer such as "550 no such mailbox", or to HANG_UP: the message is taken and
    the connection closed without an answer, so that the sender cannot know.
    """

    port: int = field(default_factory=free_port)
    host: str = "127.0.0.1"
    answers: dict[str, str] = field(default_factory=dict)
    limit: int = 10_000  # messages kept; the oldest go first
    _taken: list[Mail] = field(default_factory=list)
    _controller: Controller | None = None
    _guard: threading.Lock = field(default_factory=threading.Lock)

    @property
    def mails(self) -> list[Mail]:
        """Everything taken so far, oldest first."""
        with self._guard:
            return list(self._taken)

    def to(self, recipient: str) -> list[Mail]:
        """What one recipient was sent."""
        return [mail for mail in self.mails if recipient in mail.recipients]

    def clear(self) -> None:
        """Forget messages and answers."""
        with self._guard:
            self._taken.clear()
        self.answers.clear()

    def start(self) -> None:
        """Listen, in a thread of its own."""
        self._controller = Controller(self, hostname=self.host, port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Listen no more; the port and the messages stay."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse those who are to be refused."""
        answer = self.answers.get(address, HANG_UP)
        if answer != HANG_UP:
            return answer
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        """Keep the message."""
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        message = email.message_from_bytes(content, policy=email.policy.default)
        with self._guard:
            self._taken.append(Mail(envelope.mail_from or "", tuple(envelope.rcpt_tos), message))
            del self._taken[: -self.limit]
        if any(self.answers.get(recipient) == HANG_UP for recipient in envelope.rcpt_tos):
            if server.transport:
                server.transport.close()
            await asyncio.sleep(0)
        return "250 taken"
