"""What a program's curriculum leaves out, as the evidence has it: told, never refused."""

from typing import Final

from peerbridge.events.policy import Policy

__all__ = ["RECOMMENDED_TOPICS", "topics_missing"]

RECOMMENDED_TOPICS: Final = ("service-array", "navigation")
"""Partners of a studied program missed these in their training: what services there are, and how to find one's way (P59)."""


def topics_missing(policy: Policy) -> tuple[str, ...]:
    """Topics that the policy asks for or the evidence recommends, and that none of its trainings teaches."""
    taught = {topic for training in policy.trainings for topic in training.topics}
    return tuple(
        topic for topic in dict.fromkeys((*policy.required_topics, *RECOMMENDED_TOPICS)) if topic not in taught
    )
