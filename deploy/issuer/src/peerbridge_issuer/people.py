"""The made-up people one can be in the demo. Their counties are those of the three programmes it shows."""

from dataclasses import dataclass
from typing import Final

__all__ = ["GROUPS", "PEOPLE", "PERSON_ROLES", "STAFF_ROLES", "Person"]

PERSON_ROLES: Final = frozenset({"parent", "candidate", "partner"})
STAFF_ROLES: Final = frozenset(
    {"caseworker", "attorney", "coordinator", "supervisor", "program_admin", "state_officer", "platform_operator"}
)


def state(prefix: str, counties: int) -> tuple[str, ...]:
    """All counties of a state whose FIPS codes run through the odd numbers, as those of all three states do."""
    return tuple(f"{prefix}{number:03d}" for number in range(1, 2 * counties, 2))


IOWA: Final = state("19", 99)
KENTUCKY: Final = state("21", 120)
WASHINGTON: Final = state("53", 39)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone to be: `sees` says in words what their token shows."""

    id: str
    name: str
    title: str
    sees: str
    roles: tuple[str, ...]
    counties: tuple[str, ...]


def one(id_: str, who: str, sees: str, role: str, counties: tuple[str, ...] = ()) -> Person:
    """A person with one role; `who` is name and title."""
    name, _, title = who.partition(", ")
    return Person(id_, name, title, sees, (role,), counties)


GROUPS: Final[dict[str, tuple[Person, ...]]] = {
    "Iowa": (
        one(
            "ia-coordinator",
            "Dana Whitfield, Coordinator",
            "Polk, Dallas and Story counties",
            "coordinator",
            ("19049", "19153", "19169"),
        ),
        one("ia-caseworker", "Luis Ortega, Caseworker", "Polk County", "caseworker", ("19153",)),
        one("ia-supervisor", "June Halvorsen, Supervisor of parent partners", "All 99 counties", "supervisor", IOWA),
        one("ia-admin", "Ruth Okafor, Programme administrator", "All 99 counties", "program_admin", IOWA),
        one("ia-state", "Carl Lindqvist, State officer", "All 99 counties", "state_officer", IOWA),
    ),
    "Kentucky": (
        one(
            "ky-coordinator",
            "Marcus Boone, Coordinator",
            "Jefferson and Fayette counties",
            "coordinator",
            ("21067", "21111"),
        ),
        one("ky-supervisor", "Ellen Tackett, Supervisor of family mentors", "All 120 counties", "supervisor", KENTUCKY),
        one("ky-admin", "Priya Raman, Programme administrator", "All 120 counties", "program_admin", KENTUCKY),
        one("ky-state", "Walter Combs, State officer", "All 120 counties", "state_officer", KENTUCKY),
    ),
    "Washington": (
        one("wa-coordinator", "Mei Tanaka, Coordinator", "King and Pierce counties", "coordinator", ("53033", "53053")),
        one(
            "wa-supervisor",
            "Hannah Reyes, Supervisor of veteran parents",
            "All 39 counties",
            "supervisor",
            WASHINGTON,
        ),
        one("wa-admin", "Tom Sayers, Programme administrator", "All 39 counties", "program_admin", WASHINGTON),
        one("wa-state", "Alice Begay, State officer", "All 39 counties", "state_officer", WASHINGTON),
    ),
    "Running the system": (
        one("operator", "Sam Novak, Platform operator", "How the system runs, and no family", "platform_operator"),
    ),
}
PEOPLE: Final = {person.id: person for people in GROUPS.values() for person in people}
