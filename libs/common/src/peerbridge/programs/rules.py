"""What a policy must hold beyond its types, each rule with the practice it comes from. Pure: values in, faults out.

Not part of the model: a fact is never refused, so a policy published under older rules is read for ever.
"""

from typing import Final

from peerbridge.events.policy import Policy
from peerbridge.programs import office_rules, selection_rules, support_rules, training_rules
from peerbridge.programs.broken import Broken, Rule

RULES: Final[tuple[Rule, ...]] = (
    selection_rules.counties,
    selection_rules.eligibility,
    selection_rules.employment,
    selection_rules.screening,
    selection_rules.qualifications,
    selection_rules.background_checks,
    training_rules.trainings,
    training_rules.credentials,
    training_rules.shadowing,
    training_rules.certification,
    training_rules.continuing_education,
    training_rules.careers,
    office_rules.titles,
    office_rules.modalities,
    office_rules.readiness_checklist,
    support_rules.roles,
    support_rules.matching,
    support_rules.supervision,
)


def broken_rules(policy: Policy) -> tuple[Broken, ...]:
    """Every rule the policy breaks; asked before a policy is applied, from a file or through the API."""
    return tuple(broken for rule in RULES for broken in rule(policy))
