"""What a person should look at, in words."""

from pydantic import BaseModel

from matching.domain.attention import TO_DO, WHY

__all__ = ["ToDo"]


class ToDo(BaseModel):
    """Why a coordinator should look at a match or a request, and what to do about it, in English and Spanish."""

    code: str
    why: str
    why_es: str
    what: str
    what_es: str

    @classmethod
    def of(cls, code: str) -> "ToDo":
        """The words of a code."""
        why, what = WHY[code], TO_DO[code]
        return cls(code=code, why=why.en, why_es=why.es, what=what.en, what_es=what.es)
