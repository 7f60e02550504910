"""Why the two branches of a conditional have no kind in common."""

from __future__ import annotations

from preimage.golang.quoting import quote
from preimage.projects.hcl.types import Type


def describe_branches(if_true: Type, if_false: Type) -> str:
    """Say in which part the kinds differ."""
    if if_true.kind == if_false.kind == "object":
        return _describe_objects(if_true, if_false) or _AT_DEPTH
    if if_true.kind == if_false.kind == "tuple":
        return _describe_tuples(if_true, if_false) or _AT_DEPTH
    inner = {if_true.item.kind, if_false.item.kind}
    if if_true.is_collection and if_true.kind == if_false.kind and inner in ({"object"}, {"tuple"}):
        return f"Mismatched {if_true.kind} element types: {describe_branches(if_true.item, if_false.item)}"
    if if_true.name == if_false.name:
        return _AT_DEPTH
    return f"The 'true' value is {if_true.name}, but the 'false' value is {if_false.name}"


_AT_DEPTH = (
    "At least one deeply-nested attribute or element is not compatible across both the 'true' and the 'false' value"
)


def _describe_objects(if_true: Type, if_false: Type) -> str | None:
    for name in sorted(if_true.attributes):
        if name not in if_false.attributes:
            return f"The 'true' value includes object attribute {quote(name)}, which is absent in the 'false' value"
    for name in sorted(if_false.attributes):
        if name not in if_true.attributes:
            return f"The 'false' value includes object attribute {quote(name)}, which is absent in the 'true' value"
    for name in sorted(if_true.attributes):
        first, second = if_true.attributes[name], if_false.attributes[name]
        if first != second:
            return f"Type mismatch for object attribute {quote(name)}: {describe_branches(first, second)}"
    return None


def _describe_tuples(if_true: Type, if_false: Type) -> str | None:
    first, second = len(if_true.elements), len(if_false.elements)
    if first != second:
        return f"The 'true' tuple has length {first}, but the 'false' tuple has length {second}"
    for index, (left, right) in enumerate(zip(if_true.elements, if_false.elements, strict=True)):
        if left != right:
            return f"Type mismatch for tuple element {index}: {describe_branches(left, right)}"
    return None
