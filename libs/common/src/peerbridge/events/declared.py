"""Every field names its data class, checked when the model is imported: what has none cannot be published."""

from datetime import date, datetime
from types import NoneType
from typing import Annotated, Final, Literal, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from peerbridge.events.errors import UndeclaredField
from peerbridge.events.fields import DataClass

_PLAIN: Final[dict[DataClass, tuple[type, ...]]] = {
    DataClass.ID: (UUID,),
    DataClass.DATE: (date,),
    DataClass.TIME: (datetime,),
    DataClass.NUMBER: (int, float),
    DataClass.FLAG: (bool,),
}


def check_declared(model: type[BaseModel], *, terms: bool, parts: type[BaseModel] | None) -> None:
    """Refuse a model with a field that has no data class.

    `terms` allows words of a programme about itself; `parts` is the kind of nested model allowed.
    Raises: UndeclaredField.
    """
    for name, field in model.model_fields.items():
        found = data_classes(field, parts)
        if not found:
            raise UndeclaredField(f"{model.__name__}.{name}", "has no data class: use one of peerbridge.events.fields")
        if DataClass.TERM in found and not terms:
            raise UndeclaredField(f"{model.__name__}.{name}", "is a term: terms travel in a policy only")


def data_classes(field: FieldInfo, parts: type[BaseModel] | None = BaseModel) -> frozenset[DataClass]:
    """The data classes of a field's values; empty where one of them has none."""
    return _classes(field.annotation, tuple(field.metadata), parts)


def _classes(annotation: object, metadata: tuple[object, ...], parts: type[BaseModel] | None) -> frozenset[DataClass]:
    """The same, of an annotation with its metadata."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _classes(inner, (*metadata, *more), parts)
    declared = [mark for mark in metadata if isinstance(mark, DataClass)]
    if declared:
        return frozenset(declared) if _fits(annotation, declared[0], metadata) else frozenset()
    if parts is not None and isinstance(annotation, type) and issubclass(annotation, parts):
        return frozenset().union(*(data_classes(field, parts) for field in annotation.model_fields.values()))
    return _of_members(annotation, parts)


def _of_members(annotation: object, parts: type[BaseModel] | None) -> frozenset[DataClass]:
    """The data classes of a tuple's or a union's members, if each has one."""
    members = [each for each in get_args(annotation) if each not in (NoneType, Ellipsis)]
    if get_origin(annotation) is Literal or not members:
        return frozenset()
    found = [_classes(each, (), parts) for each in members]
    return frozenset().union(*found) if all(found) else frozenset()


def _fits(annotation: object, declared: DataClass, metadata: tuple[object, ...]) -> bool:
    """Whether the Python type can hold nothing but the declared class: text needs a pattern, a code its list."""
    if declared is DataClass.CODE:
        return get_origin(annotation) is Literal
    if annotation is not str:
        return annotation in _PLAIN.get(declared, ())
    bounds = [mark for mark in metadata if isinstance(mark, StringConstraints)]
    if declared is DataClass.TERM:
        return any(bound.max_length for bound in bounds)
    bounded = any(bound.pattern and bound.max_length for bound in bounds)
    return declared in (DataClass.ID, DataClass.COUNTY) and bounded
