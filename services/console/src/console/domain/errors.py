"""What console refuses, on one screen; the docstring is the message."""

from peerbridge.errors import Forbidden, Refused, Unavailable

__all__ = ["FormRefused", "RecruitmentAway", "RecruitmentRefused", "ServiceAway", "SignInRefused", "TooManyReaders"]


class FormRefused(Refused, status=403):
    """This form was not sent from a page of your own sign-in. Open the page again and send it from there."""


class SignInRefused(Refused, status=400):
    """The sign-in could not be completed: {reason}. Start it again."""


class ServiceAway(Unavailable):
    """{service} does not answer. Nothing was changed; try again in a moment."""


class TooManyReaders(Unavailable):
    """The live feed has as many readers as it can serve. The page works without it; reload it to see what is new."""


class RecruitmentAway(Unavailable):
    """Recruitment does not answer, and this page shows what recruitment keeps. Nothing was lost; try again in a moment."""


class RecruitmentRefused(Forbidden):
    """Recruitment does not open this to your role or your counties. Ask your coordinator."""
