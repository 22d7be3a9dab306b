"""A programme looks for partners in a county: so many places, posted in the languages its families speak (P07, P08, P15)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from peerbridge.events.policy import Policy
from recruitment.domain.applications_errors import (
    CountyNotServed,
    PlacesBeyondCap,
    PostingLanguagesMissing,
    VacancyClosed,
)
from recruitment.domain.modalities import Modality, held
from recruitment.domain.qualifications import check_asked

__all__ = ["Vacancy", "close", "open_vacancy"]


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Places for partners, of a language where one is looked for. `postings`: the announcement by language.

    `requirements`: qualifications that the announcement asks for, by their ids in the policy (P17).
    """

    id: UUID
    program: str
    county: str
    zone: str
    places: int
    opened_on: date
    postings: Mapping[str, str]
    language: str | None = None
    modality: Modality | None = None
    requirements: tuple[str, ...] = ()
    closed_on: date | None = None


def open_vacancy(made: Vacancy, policy: Policy, *, taken: int, looked_for: int) -> Vacancy:
    """The vacancy, posted in each language of the policy and in the one it looks for, within the programme's headcount.

    `taken`: partners hired; `looked_for`: places of vacancies that are open. Raises: CountyNotServed,
    PostingLanguagesMissing, PlacesBeyondCap, ModalityDiffers (P66), NotRequired (P17).
    """
    if not policy.serves(made.county):
        raise CountyNotServed(program=made.program, county=made.county)
    asked = dict.fromkeys((*policy.posting_languages, *([made.language] if made.language else [])))
    missing = [language for language in asked if not made.postings.get(language, "").strip()]
    if missing:
        raise PostingLanguagesMissing(missing=", ".join(missing))
    cap = policy.employment.headcount_cap
    if cap is not None and taken + looked_for + made.places > cap:
        raise PlacesBeyondCap(cap=cap, taken=taken, looked_for=looked_for)
    check_asked(policy, made.requirements)
    return replace(made, modality=held("the work", made.modality, policy.modalities))


def close(vacancy: Vacancy, today: date) -> Vacancy:
    """The vacancy, closed today. Raises: VacancyClosed."""
    if vacancy.closed_on is not None:
        raise VacancyClosed(closed_on=vacancy.closed_on)
    return replace(vacancy, closed_on=today)
