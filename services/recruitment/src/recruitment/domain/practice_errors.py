"""What a program's own practice may refuse: how it works, whom it may ask for what, and what must be ready first.

Refused
├── how it works     ModalityDiffers · EmployerDiffers
├── qualifications   QualificationNotShown · NotRequired (422)
├── checks           CheckOpenAlready · CheckStillHolds
└── readiness        NotReadyForPartners
"""

from peerbridge.errors import Refused


class ModalityDiffers(Refused):
    """In this programme {what} is held {allowed}, not {said} (P66). Hold it so, or correct how it was held."""


class EmployerDiffers(Refused):
    """This programme's partners are employed by: {routes} (P16). Name one of them as the employer."""


class QualificationNotShown(Refused):
    """At {step} this programme asks for: {missing} (P17). Name it once it is shown; without it the step cannot be passed."""


class NotRequired(Refused, status=422):
    """This programme does not ask for {asked}, so nobody may be asked for it (P17). It asks for: {known}."""


class CheckOpenAlready(Refused):
    """The check {check} has been open since {opened_on:%d %B %Y}; of one kind there is one at a time. Decide that one."""


class CheckStillHolds(Refused):
    """The check {check} of {decided_on:%d %B %Y} still holds, {until}; checks of one kind do not overlap (P22). {advice}."""


class NotReadyForPartners(Refused):
    """{program} has to be ready in {county} before {gate} (P65). Still to be confirmed there: {says}."""
