"""Names that nobody need recognise themselves in; addresses that no mail ever reaches (RFC 2606)."""

from typing import Any, Final

from peerbridge_demo.people.chance import chance, chosen

__all__ = ["SPANISH", "contact_details", "speaks_spanish"]

SPANISH: Final = 0.25  # of the people
ENGLISH_FIRST: Final = (
    "Avery",
    "Blake",
    "Casey",
    "Drew",
    "Emery",
    "Finley",
    "Gray",
    "Harper",
    "Jules",
    "Kendall",
    "Logan",
    "Morgan",
    "Parker",
    "Quinn",
    "Reese",
    "Rowan",
    "Sage",
    "Taylor",
)
SPANISH_FIRST: Final = (
    "Alma",
    "Beatriz",
    "Camila",
    "Diego",
    "Elena",
    "Felipe",
    "Inés",
    "Javier",
    "Lucía",
    "Marisol",
    "Noé",
    "Paloma",
    "Rafael",
    "Teresa",
)
ENGLISH_LAST: Final = (
    "Alder",
    "Birch",
    "Brook",
    "Cedar",
    "Dale",
    "Fenn",
    "Glade",
    "Heath",
    "Juniper",
    "Larch",
    "Meadow",
    "Moss",
    "Rowe",
    "Sedge",
    "Thorne",
    "Vale",
    "Willow",
    "Yarrow",
)
SPANISH_LAST: Final = (
    "Álamo",
    "Arroyo",
    "Campos",
    "Encina",
    "Flores",
    "Laguna",
    "Montes",
    "Nieves",
    "Olmos",
    "Prado",
    "Ríos",
    "Robles",
    "Sauce",
    "Valle",
)


def speaks_spanish(person: object) -> bool:
    """Whether Spanish is this person's language."""
    return chance(person, "speaks Spanish") < SPANISH


def full_name(person: object) -> str:
    """First and last name."""
    spanish = speaks_spanish(person)
    first, last = (SPANISH_FIRST, SPANISH_LAST) if spanish else (ENGLISH_FIRST, ENGLISH_LAST)
    return f"{chosen(person, 'first name', first)} {chosen(person, 'last name', last)}"


def contact_details(person: object) -> dict[str, Any]:
    """Name, language and address."""
    return {
        "name": full_name(person),
        "language": "es" if speaks_spanish(person) else "en",
        "email": f"p{str(person).replace('-', '')[-10:]}@example.org",
    }
