"""Types as they are written: ``string``, ``list(number)``, ``object({a = string, b = optional(bool)})``."""

from __future__ import annotations

from preimage.golang.quoting import quote
from preimage.projects.hcl.budget import check_depth
from preimage.projects.hcl.calls import Call
from preimage.projects.hcl.diagnostics import Diagnostic, HclError
from preimage.projects.hcl.expressions import Expression
from preimage.projects.hcl.source import Span
from preimage.projects.hcl.static import as_call, as_list, as_map, as_word
from preimage.projects.hcl.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Type,
    list_of,
    map_of,
    object_of,
    set_of,
    tuple_of,
)

_WORDS = {"string": STRING, "number": NUMBER, "bool": BOOL, "any": DYNAMIC}
_COLLECTIONS = {"list": list_of, "set": set_of, "map": map_of}
_CALL = (
    "A type specification is either a primitive type keyword (bool, number, string) or a complex type constructor "
    "call, like list(string)."
)
_PARTS = {
    "object": "The object type constructor requires one argument specifying the attribute types and values as a map.",
    "tuple": "The tuple type constructor requires one argument specifying the element types as a list.",
    **{
        name: f"The {name} type constructor requires one argument specifying the element type." for name in _COLLECTIONS
    },
}


def read_type(expression: Expression, depth: int = 0) -> Type:
    """Give the type that is written.

    Raises:
        HclError: ``Invalid type specification``, with the reason.
    """
    check_depth(depth)
    word = as_word(expression)
    if word in _WORDS:
        return _WORDS[word]
    if word:
        raise _fail(_PARTS.get(word, f"The keyword {quote(word)} is not a valid type specification."), expression.span)
    call = as_call(expression)
    if call is None:
        raise _fail(_CALL, expression.span)
    _check_call(call, expression)
    argument = call.arguments[0]
    if call.name in _COLLECTIONS:
        return _COLLECTIONS[call.name](read_type(argument, depth + 1))
    return _read_object(argument, depth) if call.name == "object" else _read_tuple(argument, depth)


def _check_call(call: Call, expression: Expression) -> None:
    arguments = Span(call.span.source, call.start_span.end - 1, call.span.end)
    if call.name in _WORDS:
        raise _fail(f"Primitive type keyword {quote(call.name)} does not expect arguments.", arguments)
    if call.name == "optional":
        raise _fail('Keyword "optional" is valid only as a modifier for object type attributes.', call.name_span)
    if call.name not in _PARTS:
        raise _fail(f"Keyword {quote(call.name)} is not a valid type constructor.", expression.span)
    if len(call.arguments) != 1:
        extra = call.arguments[1].span.to(call.arguments[-1].span) if call.arguments else arguments
        raise _fail(_PARTS[call.name], extra)


def _read_tuple(argument: Expression, depth: int) -> Type:
    items = as_list(argument)
    if items is None:
        raise _fail("Tuple type constructor requires a list of element types.", argument.span)
    return tuple_of([read_type(each, depth + 1) for each in items])


def _read_object(argument: Expression, depth: int) -> Type:
    members = as_map(argument)
    if members is None:
        detail = (
            "Object type constructor requires a map whose keys are attribute names and whose values are the "
            "corresponding attribute types."
        )
        raise _fail(detail, argument.span)
    attributes: dict[str, Type] = {}
    optional: list[str] = []
    for key, value in members:
        name = as_word(key)
        if not name:
            raise _fail("Object constructor map keys must be attribute names.", key.span)
        call = as_call(value)
        if call is not None and call.name == "optional":
            value = _read_optional(call)
            optional.append(name)
        attributes[name] = read_type(value, depth + 1)
    return object_of(attributes, optional)


def _read_optional(call: Call) -> Expression:
    arguments = Span(call.span.source, call.start_span.end - 1, call.span.end)
    if not call.arguments:
        raise _fail("Optional attribute modifier requires the attribute type as its argument.", arguments)
    if len(call.arguments) > 1:
        raise _fail("Optional attribute modifier expects only one argument: the attribute type.", arguments)
    return call.arguments[0]


def _fail(detail: str, span: Span) -> HclError:
    return HclError([Diagnostic("Invalid type specification", detail, span)])
