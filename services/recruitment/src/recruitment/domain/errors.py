"""What recruitment refuses about programmes, cases and the pool; refusals on the way to certification stand in `applications_errors`.

Refused
├── ProgramNamesDiffer · PolicyBreaksRules        422  programmes
├── CountiesMissing                               403
├── ProgramUnknown                                404
├── ReportBreaksRules                             422  intake
├── LineRefused · CaseCountedElsewhere            409
├── CountyNotYours                                403
├── NotWaitingForCounty                           409
└── ReferrerNotAllowed · ProgramNotHere · OptedOut · NobodyNamed   409, 422  the pool
"""

from peerbridge.errors import Refused

__all__ = [
    "CaseCountedElsewhere",
    "CountiesMissing",
    "CountyNotYours",
    "LineRefused",
    "NobodyNamed",
    "NotWaitingForCounty",
    "OptedOut",
    "PolicyBreaksRules",
    "ProgramNamesDiffer",
    "ProgramNotHere",
    "ProgramUnknown",
    "ReferrerNotAllowed",
    "ReportBreaksRules",
]


class ProgramNamesDiffer(Refused, status=422):
    """The address names the programme {address}, the policy the programme {policy}. Send the policy to its own address."""


class PolicyBreaksRules(Refused, status=422):
    """The policy breaks {count} rules of practice, listed in errors. Correct them and send it again."""


class CountiesMissing(Refused, status=403):
    """Your token lacks {missing} of this programme's {served} counties. Ask someone who holds them all."""


class ProgramUnknown(Refused, status=404):
    """There is no programme {program}. GET /v1/programs lists those there are."""


class ReportBreaksRules(Refused, status=422):
    """The report breaks rules of this address; each is listed in errors. Correct them and send it again."""


class LineRefused(Refused, status=409):
    """This report cannot be taken: {reason}"""  # noqa: D415 (the reason is a sentence)


class CountyNotYours(Refused, status=403):
    """Your token does not hold the county {county}. Ask someone of that county to send this."""


class CaseCountedElsewhere(Refused, status=409):
    """This case is counted in a county that your token does not hold. Ask someone who holds both counties to send this."""


class NotWaitingForCounty(Refused, status=409):
    """This does not wait for a county. What it waits for is a corrected report of its source."""


class ProgramNotHere(Refused, status=409):
    """{program} does not work in the county {county} today. Name a programme that does: {others}."""


class ReferrerNotAllowed(Refused, status=409):
    """{program} takes nominations from {allowed} only."""


class OptedOut(Refused, status=409):
    """This person asked to hear nothing more. Nobody is named or asked again after that."""


class NobodyNamed(Refused, status=422):
    """Say who is named: either person, or source and source_person."""
