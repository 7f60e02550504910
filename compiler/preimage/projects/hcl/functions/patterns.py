"""Functions of regular expressions, which are Go's."""

from __future__ import annotations

import re

from preimage.golang.regexps import PatternFault, UnsupportedPattern, compile_regexp
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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.golang.regexp_program import Spans
    from preimage.golang.regexps import Regexp

_REFERENCE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})", re.ASCII)
_MOST_PATTERN = 10_000


def _compile(pattern: str, argument: int) -> Regexp:
    if len(pattern) > _MOST_PATTERN:
        raise FunctionError(f"pattern of more than {_MOST_PATTERN} characters", argument)
    try:
        return compile_regexp(pattern)
    except UnsupportedPattern as error:
        raise OptionError(
            f'regular expressions in Bake files: {error} needs google-re2: pip install "preimage[structure]"'
        ) from error
    except PatternFault as error:
        if argument:
            raise FunctionError(str(error)) from error
        raise FunctionError(f"invalid regexp pattern: {error.reason} in {error.where}", argument) from error


def _cut(text: str, spans: Spans, index: int) -> str | None:
    start, end = spans[index]
    return None if start < 0 else text[start:end]


def _group(text: str, spans: Spans, index: int) -> Value:
    found = _cut(text, spans, index)
    return null_value(STRING) if found is None else string_value(found)


def _captures(regexp: Regexp, text: str, spans: Spans) -> Value:
    """Give the whole match, a tuple of groups, or an object of named groups."""
    if not regexp.groups:
        return _group(text, spans, 0)
    if regexp.names:
        return object_value({name: _group(text, spans, index) for name, index in regexp.names.items()})
    return tuple_value([_group(text, spans, index) for index in range(1, regexp.groups + 1)])


def _check_groups(regexp: Regexp) -> None:
    if regexp.names and len(regexp.names) != regexp.groups:
        raise FunctionError("invalid regexp pattern: cannot mix both named and unnamed capture groups", 0)


def _find_all(regexp: Regexp, text: str, budget: Budget) -> list[Spans]:
    matches: list[Spans] = []
    for spans in regexp.find_all(text, budget.spend):
        budget.step()
        budget.write(spans[0][1] - spans[0][0] + 1)
        matches.append(spans)
    return matches


def _regex(arguments: list[Value], budget: Budget) -> Value:
    pattern, text = (each.raw for each in arguments)
    regexp = _compile(pattern, 0)
    _check_groups(regexp)
    spans = next(regexp.find_all(text, budget.spend), None)
    if spans is None:
        raise FunctionError("pattern did not match any part of the given string")
    budget.write(len(text))
    return _captures(regexp, text, spans)


def _regex_all(arguments: list[Value], budget: Budget) -> Value:
    pattern, text = (each.raw for each in arguments)
    regexp = _compile(pattern, 0)
    _check_groups(regexp)
    found = [_captures(regexp, text, spans) for spans in _find_all(regexp, text, budget)]
    if len({each.type for each in found}) > 1:
        return tuple_value(found)
    return list_value(found[0].type if found else STRING, found)


def _regex_replace(arguments: list[Value], budget: Budget) -> Value:
    text, pattern, template = (each.raw for each in arguments)
    regexp = _compile(pattern, 1)
    pieces: list[str] = []
    at = 0
    for spans in _find_all(regexp, text, budget):
        start, end = spans[0]
        expanded = _expand(template, regexp, text, spans)
        budget.write(len(expanded))
        pieces += text[at:start], expanded
        at = end
    return string_value("".join((*pieces, text[at:])))


def _expand(template: str, regexp: Regexp, text: str, spans: Spans) -> str:
    def replace(reference: re.Match[str]) -> str:
        name = reference[1] or reference[2]
        if name is None:
            return "$"
        if name.isdigit():
            index = int(name) if len(name) < 10 and int(name) <= regexp.groups else None
        else:
            index = regexp.names.get(name)
        return "" if index is None else _cut(text, spans, index) or ""

    return _REFERENCE.sub(replace, template)


FUNCTIONS: dict[str, Function] = {
    "regex": define_costly("pattern:text string:text", _regex),
    "regexall": define_costly("pattern:text string:text", _regex_all),
    "regex_replace": define_costly("str:text pattern:text replace:text", _regex_replace),
}
