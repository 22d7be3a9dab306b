"""What stages, codes and services are called. Words that a code does not say by itself stand here."""

from typing import Final

__all__ = ["CODES", "EXPLAINED", "LANGUAGE_NAMES", "STAGE_LABELS", "code"]

STAGE_LABELS: Final = {
    "closed": "Cases closed",
    "identified": "Candidates",
    "applied": "Applied",
    "screened": "Screened",
    "hired": "Hired",
    "certified": "Certified",
    "matched": "Matched",
    "contacted": "First contact made",
    "request_open": "Waiting",
    "request_proposed": "Proposed",
    "request_matched": "Matched now",
    "request_ended": "Ended",
    "request_withdrawn": "Withdrawn",
    "check_in_due": "Due",
    "check_in_overdue": "Overdue",
    "check_in_done": "Held",
    "contact_overdue": "First contact overdue",
    "case_open": "Open cases",
    "case_closed": "Closed cases",
}

EXPLAINED: Final = {
    "closed": "Closures that stand, as the counties reported them",
    "identified": "Parents who may become partners: identified from a closed case, or nominated",
    "applied": "Applications handed in",
    "screened": "Applications with a screening step decided",
    "hired": "Applicants hired",
    "certified": "Parent partners certified",
    "matched": "Matches that partner and family agreed to",
    "contacted": "Matches in which partner and family have met",
    "request_open": "Families waiting for a proposal",
    "request_proposed": "A partner is proposed, an answer is awaited",
    "request_matched": "Families with a partner now",
    "request_ended": "Matches that have ended",
    "request_withdrawn": "Requests that were taken back",
    "check_in_due": "Planned and not yet due",
    "check_in_overdue": "Not held by their day",
    "check_in_done": "Held so far",
    "contact_overdue": "Matches without a first contact by its day",
    "case_open": "Cases that are open",
    "case_closed": "Cases that are closed",
}

LANGUAGE_NAMES: Final = {
    "am": "Amharic",
    "ar": "Arabic",
    "ase": "American Sign Language",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "hmn": "Hmong",
    "ht": "Haitian Creole",
    "ja": "Japanese",
    "km": "Khmer",
    "ko": "Korean",
    "lo": "Lao",
    "my": "Burmese",
    "ne": "Nepali",
    "pt": "Portuguese",
    "ru": "Russian",
    "so": "Somali",
    "sw": "Swahili",
    "ti": "Tigrinya",
    "tl": "Tagalog",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "yue": "Cantonese",
    "zh": "Chinese",
}

CODES: Final = {
    "own_wish": "own wish",
    "case_reopened": "the case was opened again",
    "closure_corrected": "the closure was corrected",
    "closure_withdrawn": "the closure was withdrawn",
    "family": "the family’s wish",
    "partner": "the partner’s wish",
    "staff": "decided by staff",
    "moved": "someone moved away",
    "case_closed": "the case was closed",
    "goals_met": "the goals were met",
    "not_a_fit": "not a good fit",
    "not_now": "not now",
    "no_address": "no address is known",
    "opted_out": "the person wants no messages",
    "uncertain": "nobody knows whether it arrived",
    "refused": "the mail server refused it",
    "check_in_scheduled": "check-in planned",
    "check_in_overdue": "check-in overdue",
    "match_created": "match made",
    "volunteer_stipend": "volunteer with a stipend",
    "death_of_child": "death of a child",
    "other_relative": "living with another relative",
    **LANGUAGE_NAMES,
}


def code(value: str) -> str:
    """The English words of a code."""
    return CODES.get(value, value.replace("_", " "))
