"""What a program calls its partners, in its usual words and in other languages (P64)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Titles"]


@dataclass(frozen=True, slots=True)
class Titles:
    """The usual title, and those of other languages by language."""

    usual: str
    others: Mapping[str, str] = field(default_factory=dict)

    def of(self, language: str) -> str:
        """The title in a language; the usual one where there is none."""
        return self.others.get(language, self.usual)
