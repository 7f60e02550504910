"""Functions of regular expressions, with RE2's engine; it is loaded when the first expression is met."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from preimage.golang.text import decode_utf8, encode_utf8, replace_invalid
from preimage.model.errors import OptionError
from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.functions.define import define_costly
from preimage.projects.hcl.scopes import Function, FunctionError
from preimage.projects.hcl.types import STRING
from preimage.projects.hcl.values import (
    Value,
    list_value,
    null_value,
    object_value,
    string_value,
    tuple_value,
)

_REFERENCE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})", re.ASCII)
_MOST_PATTERN = 10_000
_GO_CODES = {
    "missing )": "missing closing )",
    "missing ]": "missing closing ]",
    "bad repetition operator": "invalid nested repetition operator",
    "no argument for repetition operator": "missing argument to repetition operator",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "invalid character class": "invalid character class",
    "invalid named capture group": "invalid named capture",
}
"""What RE2's engine for Python says otherwise than Go."""


@lru_cache(maxsize=64)
def _compile(pattern: str) -> Any:
    try:
        import re2
    except ImportError as error:
        raise OptionError(
            'regular expressions in Bake files need google-re2: pip install "preimage[structure]"'
        ) from error
    options = re2.Options()
    options.log_errors = False
    return re2.compile(encode_utf8(replace_invalid(pattern)), options)


def _engine(pattern: str, argument: int) -> Any:
    if len(pattern) > _MOST_PATTERN:
        raise FunctionError(f"pattern of more than {_MOST_PATTERN} characters", argument)
    try:
        return _compile(pattern)
    except OptionError:
        raise
    except Exception as error:  # re2.error, which may not be there to name
        detail = error.args[0] if error.args else ""
        text = decode_utf8(detail) if isinstance(detail, bytes) else str(detail)
        code, _, rest = text.partition(": ")
        code = _GO_CODES.get(code, code)
        if argument:
            raise FunctionError(f"error parsing regexp: {code}: `{rest}`") from error
        raise FunctionError(f"invalid regexp pattern: {code} in {rest}", argument) from error


def _group(match: Any, index: int) -> Value:
    found = match.group(index)
    return null_value(STRING) if found is None else string_value(decode_utf8(found))


def _captures(engine: Any, match: Any) -> Value:
    """Give the whole match, a tuple of groups, or an object of named groups."""
    count = engine.groups
    if not count:
        return _group(match, 0)
    names = {index: name for name, index in engine.groupindex.items()}
    if names:
        if len(names) != count:
            raise FunctionError("invalid regexp pattern: cannot mix both named and unnamed capture groups", 0)
        return object_value({_name(names[index]): _group(match, index) for index in sorted(names)})
    return tuple_value([_group(match, index) for index in range(1, count + 1)])


def _name(name: str | bytes) -> str:
    return decode_utf8(name) if isinstance(name, bytes) else name


def _check_groups(engine: Any) -> None:
    if engine.groupindex and len(engine.groupindex) != engine.groups:
        raise FunctionError("invalid regexp pattern: cannot mix both named and unnamed capture groups", 0)


def _regex(arguments: list[Value], budget: Budget) -> Value:
    pattern, text = (each.raw for each in arguments)
    engine = _engine(pattern, 0)
    _check_groups(engine)
    match = engine.search(encode_utf8(text))
    if match is None:
        raise FunctionError("pattern did not match any part of the given string")
    budget.spend(len(text))
    return _captures(engine, match)


def _find_all(engine: Any, text: bytes, budget: Budget) -> list[Any]:
    """Give all matches as Go does: an empty one right behind another does not count."""
    matches: list[Any] = []
    at, last_end = 0, -1
    while at <= len(text):
        budget.step()
        match = engine.search(text, at)
        if match is None:
            break
        start, end = match.span()
        if end > start or start != last_end:
            matches.append(match)
            budget.spend(end - start + 1)
        last_end = end
        if end > at or (end == at and end > start):
            at = end
        if end == start:
            at = end + _width(text, end)
    return matches


def _width(text: bytes, at: int) -> int:
    """Give how many bytes the character at a place has, 1 at the end."""
    end = at + 1
    while end < len(text) and text[end] & 0xC0 == 0x80:
        end += 1
    return end - at


def _regex_all(arguments: list[Value], budget: Budget) -> Value:
    pattern, text = (each.raw for each in arguments)
    engine = _engine(pattern, 0)
    _check_groups(engine)
    found = [_captures(engine, match) for match in _find_all(engine, encode_utf8(text), budget)]
    if len({each.type for each in found}) > 1:
        return tuple_value(found)
    return list_value(found[0].type if found else STRING, found)


def _regex_replace(arguments: list[Value], budget: Budget) -> Value:
    text, pattern, template = (each.raw for each in arguments)
    engine = _engine(pattern, 1)
    data = encode_utf8(text)
    pieces: list[bytes] = []
    at = 0
    for match in _find_all(engine, data, budget):
        start, end = match.span()
        expanded = _expand(template, engine, match)
        budget.spend(len(expanded))
        pieces += data[at:start], expanded
        at = end
    return string_value(decode_utf8(b"".join((*pieces, data[at:]))))


def _expand(template: str, engine: Any, match: Any) -> bytes:
    def replace(reference: re.Match[str]) -> str:
        name = reference[1] or reference[2]
        if name is None:
            return "$"
        if name.isdigit():
            found = match.group(int(name)) if len(name) < 10 and int(name) <= engine.groups else None
        else:
            index = {_name(key): place for key, place in engine.groupindex.items()}.get(name)
            found = match.group(index) if index is not None else None
        return decode_utf8(found) if found else ""

    return encode_utf8(_REFERENCE.sub(replace, template))


FUNCTIONS: dict[str, Function] = {
    "regex": define_costly("pattern:text string:text", _regex),
    "regexall": define_costly("pattern:text string:text", _regex_all),
    "regex_replace": define_costly("str:text pattern:text replace:text", _regex_replace),
}
