"""What two entries of the directory have in common that may mean one person: only a person decides whether it does."""

import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from typing import Final, Literal

from notification.domain.person import Person

__all__ = ["KINDS", "Kind", "likeness"]

Kind = Literal["email", "phone", "name"]
KINDS: Final[tuple[Kind, ...]] = ("email", "phone", "name")
DIGITS: Final = 10  # of a telephone number in the United States, without the country's own


def likeness(person: Person) -> Mapping[Kind, bytes]:
    """Digests of address, number and name as they are compared: in small letters, without accents, words of a name in any order."""
    email = (person.email or "").casefold()
    phone = "".join(each for each in person.phone or "" if each.isdigit())[-DIGITS:]
    name = " ".join(sorted(_plain(person.name).split()))
    told: dict[Kind, str] = {"email": email, "phone": phone, "name": name}
    return {kind: sha256(f"{kind}\0{text}".encode()).digest() for kind, text in told.items() if text}


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(each if each.isalnum() else " " for each in letters if not unicodedata.combining(each))
