"""What all answers share: they are dataclasses, most of them the index's own, told as JSON."""

import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ConfigDict

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Shape = TypeVar("Shape", bound="DataclassInstance")


class Out:
    """A base of what goes out: every field is always there, as the schema then says."""

    __slots__ = ()
    __pydantic_config__ = ConfigDict(json_schema_serialization_defaults_required=True)


def narrowed(shape: type[Shape], source: object, **more: object) -> Shape:
    """Return a dataclass made of the attributes of its names, or of `more` where it is there."""
    names = [field.name for field in fields(shape) if field.name not in more]
    return shape(**{name: getattr(source, name) for name in names}, **more)


def to_json(response: "DataclassInstance", **options: Any) -> str:
    """Return an answer as JSON, laid out by the options of `json.dumps`."""
    return json.dumps(asdict(response), ensure_ascii=False, **options)
