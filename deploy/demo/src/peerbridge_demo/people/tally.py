"""What the simulator did and was told: counted, never a reason to stop."""

from collections import Counter
from dataclasses import dataclass, field

__all__ = ["Tally"]


@dataclass(slots=True)
class Tally:
    """`done`: commands taken, by what they were. `refused`: by the rule that said no. `away`: no answer, by service."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    away: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    """Answers that are nobody's wish (5xx but 503), and errors of the simulator itself: each is a bug to look at."""

    def line(self) -> str:
        """All of it in a few words."""
        told = [f"{self.done.total():,} commands"]
        for name, counted in (("refused", self.refused), ("unanswered", self.away), ("faults", self.faults)):
            if counted:
                most = ", ".join(f"{rule} {count}" for rule, count in counted.most_common(3))
                told.append(f"{counted.total():,} {name} ({most})")
        return " · ".join(told)
