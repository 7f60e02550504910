"""The image types with their fields' types in the form in which dataclasses-json looks for them."""

from __future__ import annotations

from copy import copy
from dataclasses import fields
from typing import Any, get_type_hints


def resolve_types(cls: type) -> type:
    """Give a class like an image type, but with types where its fields have the names of types.

    What is made of it is the image type itself. That one stays as it is: its names are what other readers go by.
    """
    # dataclasses-json knows neither our Duration nor "object".
    types = get_type_hints(cls, localns={"Duration": int, "object": Any})
    resolved = {}
    for each in fields(cls):
        resolved[each.name] = field = copy(each)
        field.type = types[each.name]

    def make(_: type, *arguments: object, **values: object) -> object:
        return cls(*arguments, **values)

    return type(cls.__name__, (cls,), {"__dataclass_fields__": resolved, "__new__": make})
