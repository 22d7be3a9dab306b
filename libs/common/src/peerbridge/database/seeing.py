"""Whose rows a statement reads, said a second time beside the row policies: a database without them still shows no more.

Statements of models get the condition by themselves; one written by hand says where, and is `filtered` (docs/decisions/0013).
"""

from sqlalchemy.orm import with_loader_criteria

from peerbridge.database.policies import COUNTIES, PERSON
from peerbridge.database.table import CountyScoped

__all__ = ["READING", "filtered", "seen"]


def seen(table: str, *own: str) -> str:
    """The condition, as SQL, that the transaction's scope sees a row of `table` (a name or alias in the statement).

    `own` names its columns that hold the id of a person whose row it is.
    """
    conditions = [
        f"{table}.county = ANY ({COUNTIES}::text[])",
        f"{table}.shared_with::text[] && {COUNTIES}",
        *(f"{table}.{column} = {PERSON}" for column in own),
    ]
    return f"({' OR '.join(conditions)})"


def filtered(statement: str, **conditions: str) -> str:
    """The statement with conditions put in where it names them in braces: text of these files, never a value."""
    for name, condition in conditions.items():
        statement = statement.replace("{" + name + "}", condition)
    return statement


READING = with_loader_criteria(CountyScoped, lambda model: model.visible(), include_aliases=True)
"""Put on every statement of a model by the engine: it holds in subqueries and joins too."""
