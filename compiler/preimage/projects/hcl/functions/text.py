"""Functions of text."""

from __future__ import annotations

import re

from preimage.golang.graphemes import split_graphemes
from preimage.golang.text import BLANKS, lower, upper
from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.functions.define import define, define_costly, define_raw, to_whole
from preimage.projects.hcl.scopes import Function, FunctionError
from preimage.projects.hcl.types import STRING
from preimage.projects.hcl.values import Value, list_value, number_value, sort_keys, string_value

_WORD = re.compile(r"[^\W]+")
_NOT_SAFE = re.compile(r"[^a-zA-Z0-9_-]")


def _substr(text: Value, offset: Value, length: Value) -> Value:
    start, count = to_whole(offset), to_whole(length)
    clusters = split_graphemes(text.raw)
    if start < 0:
        # No characters from the end on are all characters: a slip of the tool.
        start, count = max(0, start + len(clusters)), count or -1
    return string_value("".join(clusters[start:] if count < 0 else clusters[start : start + count]))


def _replace(arguments: list[Value], budget: Budget) -> Value:
    text, old, new = (each.raw for each in arguments)
    count = text.count(old) if old else len(text) + 1
    budget.spend(len(text) + count * max(0, len(new) - len(old)))
    return string_value(text.replace(old, new))


def _indent(arguments: list[Value], budget: Budget) -> Value:
    spaces, text = to_whole(arguments[0]), arguments[1].raw
    if spaces < 0:
        raise FunctionError("strings: negative Repeat count")
    budget.spend(len(text) + text.count("\n") * spaces)
    return string_value(text.replace("\n", "\n" + " " * spaces))


def _split(separator: str, text: str) -> Value:
    pieces = text.split(separator) if separator else list(text)
    return list_value(STRING, [string_value(each) for each in pieces])


def _join(arguments: list[Value], budget: Budget) -> Value:
    separator, *lists = arguments
    if not lists:
        raise FunctionError("at least one list is required")
    pieces: list[str] = []
    for index, each in enumerate(lists, 1):
        for place, item in enumerate(each.items):
            if item.is_null:
                raise FunctionError(f"element {place} is null; cannot concatenate null values", index)
            pieces.append(item.raw)
    budget.spend(sum(map(len, pieces)) + len(separator.raw) * len(pieces))
    return string_value(separator.raw.join(pieces))


def _title(text: str) -> Value:
    return string_value(_WORD.sub(lambda match: upper(match[0][0]) + match[0][1:], text))


def _sort(items: Value) -> Value:
    for index, item in enumerate(items.items):
        if item.is_null:
            raise FunctionError(f"given list element {index} is null; a null string cannot be sorted")
    return list_value(STRING, [string_value(each) for each in sort_keys(item.raw for item in items.items)])


def _trim_prefix(text: str, prefix: str) -> Value:
    return string_value(text.removeprefix(prefix))


FUNCTIONS: dict[str, Function] = {
    "chomp": define_raw("str:text", lambda text: string_value(re.sub(r"(?:\r\n?|\n)*\Z", "", text, count=1))),
    "indent": define_costly("spaces:number str:text", _indent),
    "join": define_costly("separator:text", _join, variadic="lists:texts"),
    "lower": define_raw("str:text", lambda text: string_value(lower(text))),
    "replace": define_costly("str:text substr:text replace:text", _replace),
    "reverse": define_raw("str:text", lambda text: string_value("".join(reversed(split_graphemes(text))))),
    "sanitize": define_raw("name:text", lambda text: string_value(_NOT_SAFE.sub("_", text))),
    "sort": define("list:texts", _sort),
    "split": define_raw("separator:text str:text", _split),
    "strlen": define_raw("str:text", lambda text: number_value(len(split_graphemes(text)))),
    "substr": define("str:text offset:number length:number", _substr),
    "title": define_raw("str:text", _title),
    "trim": define_raw(
        "str:text cutset:text", lambda text, characters: string_value(text.strip(characters) if characters else text)
    ),
    "trimprefix": define_raw("str:text prefix:text", _trim_prefix),
    "trimspace": define_raw("str:text", lambda text: string_value(text.strip(BLANKS))),
    "trimsuffix": define_raw("str:text suffix:text", lambda text, suffix: string_value(text.removesuffix(suffix))),
    "upper": define_raw("str:text", lambda text: string_value(upper(text))),
}
