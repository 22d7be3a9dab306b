"""An error's class says everything: message, name, status."""

from datetime import date

import pytest

from peerbridge.errors import NotVisible, PeerbridgeError, Refused, Unavailable


class ProposalGone(Refused, status=409):
    """The proposal expired on {expired_on:%d %B}.

    Ask for a new one; {family[name]} keeps its place.
    """


class OlderProposalGone(ProposalGone):
    """Gone long ago."""


def test_message_name_and_status_come_from_the_class() -> None:
    error = ProposalGone(expired_on=date(2026, 1, 5), family={"name": "the family"})
    assert error.message == "The proposal expired on 05 January. Ask for a new one; the family keeps its place."
    assert (error.status, error.problem) == (409, "urn:peerbridge:problem:proposal-gone")
    assert error.title == "Proposal gone"
    assert error.facts["expired_on"] == date(2026, 1, 5)


def test_a_status_is_inherited_and_a_message_is_not() -> None:
    assert (OlderProposalGone.status, OlderProposalGone().message) == (409, "Gone long ago.")
    assert NotVisible.status == 404
    assert not issubclass(Unavailable, Refused)


def test_a_missing_fact_is_a_mistake_where_it_is_raised() -> None:
    with pytest.raises(TypeError, match="ProposalGone needs expired_on, family"):
        ProposalGone()


def test_any_further_fact_travels_with_the_error() -> None:
    assert PeerbridgeError(partner="p").facts == {"partner": "p"}
