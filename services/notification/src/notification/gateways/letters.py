"""What people read. No letter carries a case fact: a greeting, that there is a message, and where to sign in.

The words of each message stand in `texts/<language>/<template>.txt`.
"""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from notification.domain.letter import Letter
from peerbridge.clock import real_now

__all__ = ["LANGUAGES", "compose", "said"]

LANGUAGES = ("en", "es")
SUBJECTS = {"en": "You have a message", "es": "Tiene un mensaje"}
"""One subject for all messages of a language: what stands on a locked screen tells nothing."""


@cache
def texts() -> Environment:
    """The templates."""
    return Environment(
        loader=PackageLoader("notification", "gateways/texts"),
        autoescape=False,  # noqa: S701 (plain text, no markup)
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )


def said(letter: Letter, link: str) -> str:
    """The words of a letter."""
    template = texts().get_template(f"{letter.language}/{letter.template}.txt")
    return template.render(name=letter.name, link=link)


def compose(letter: Letter, *, sender: str, link: str) -> bytes:
    """The letter as it goes over the wire.

    Its Message-ID is the same in every attempt, so that a mailbox can drop repeats.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = SUBJECTS[letter.language]
    message["From"] = Address(display_name="Peerbridge", addr_spec=sender)
    message["To"] = Address(display_name=letter.name, addr_spec=letter.address)
    message["Date"] = format_datetime(real_now())
    message["Message-ID"] = f"<{letter.delivery}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(said(letter, link), cte="quoted-printable")
    message["Content-Language"] = letter.language
    return message.as_bytes()
