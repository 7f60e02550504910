"""``format`` and ``formatlist``: verbs as Go has them, for HCL's values.

Source: docs/reference/bake.md, "Format".
"""

from __future__ import annotations

import re

from preimage.golang.graphemes import split_graphemes
from preimage.golang.jsontext import encode_string
from preimage.golang.quoting import quote
from preimage.golang.text import encode_utf8
from preimage.model.errors import LimitError
from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.conversions import ConversionError, convert, to_text, to_truth
from preimage.projects.hcl.functions.define import define_costly
from preimage.projects.hcl.functions.digits import format_float, format_integer
from preimage.projects.hcl.json_values import write_json
from preimage.projects.hcl.numbers import Number
from preimage.projects.hcl.scopes import Function, FunctionError
from preimage.projects.hcl.types import NUMBER, STRING
from preimage.projects.hcl.values import Value, list_value, string_value

_VERB = re.compile(
    r"%(?P<flags>[ +\-#0]*)(?P<width>[1-9][0-9]*)?(?:\.(?P<precision>[0-9]*))?(?:\[(?P<index>[1-9][0-9]*)\])?"
    r"(?P<mode>[A-Za-z])"
)
_MOST_WIDTH = 100_000


class Verb:
    """A verb as written: its flags, and where it stands, in bytes from 0; ``argument`` counts from 1."""

    __slots__ = ("argument", "flags", "mode", "offset", "precision", "raw", "width")

    def __init__(self, match: re.Match[str], offset: int, argument: int) -> None:
        self.raw = match[0]
        self.flags = match["flags"]
        self.width = _read_size(match["width"])
        self.precision = None if match["precision"] is None else _read_size(match["precision"]) or 0
        self.mode = match["mode"]
        self.offset = offset
        self.argument = argument

    @property
    def name(self) -> str:
        return f"{quote(self.raw)} at {self.offset}"


def _read_size(digits: str | None) -> int | None:
    if not digits:
        return None
    if len(digits) > 6 or int(digits) > _MOST_WIDTH:
        raise LimitError(f"a width of more than {_MOST_WIDTH} characters")
    return int(digits)


def _parse(layout: str) -> list[str | Verb]:
    pieces: list[str | Verb] = []
    at, argument = 0, 0
    while (mark := layout.find("%", at)) >= 0:
        pieces.append(layout[at:mark])
        offset = len(encode_utf8(layout[:mark]))
        if layout.startswith("%%", mark):
            pieces.append("%")
            at = mark + 2
            continue
        match = _VERB.match(layout, mark)
        if match is None:
            raise _refuse(layout, mark, offset)
        argument = int(match["index"][:9]) if match["index"] else argument + 1
        pieces.append(Verb(match, offset, argument))
        at = match.end()
    pieces.append(layout[at:])
    return pieces


def _refuse(layout: str, mark: int, offset: int) -> FunctionError:
    match = re.compile(r"%[ +\-#0]*(?:[1-9][0-9]*)?(?:\.[0-9]*)?(?:\[(?:[1-9][0-9]*\]?)?)?").match(layout, mark)
    end = match.end() if match else mark + 1
    if end >= len(layout):
        return FunctionError(f"invalid format string starting at offset {len(encode_utf8(layout))}")
    place = offset + len(encode_utf8(layout[mark:end]))
    return FunctionError(f"unrecognized format character {_quote_character(layout[end])} at offset {place}")


def _quote_character(character: str) -> str:
    return "'\\''" if character == "'" else f"'{quote(character)[1:-1]}'" if character != '"' else "'\"'"


def render(layout: str, arguments: list[Value], budget: Budget) -> str:
    """Format values.

    Raises:
        FunctionError: the layout cannot be read, or does not fit the values.
    """
    pieces: list[str] = []
    used = 0
    for piece in _parse(layout):
        text = piece if isinstance(piece, str) else _render_verb(piece, arguments)
        if isinstance(piece, Verb):
            used = max(used, piece.argument)
        budget.spend(len(text))
        pieces.append(text)
    if used < len(arguments):
        if used == 0:
            raise FunctionError("too many arguments; no verbs in format string", 1)
        raise FunctionError(f"too many arguments; only {used} used by format string", used + 1)
    return "".join(pieces)


def _render_verb(verb: Verb, arguments: list[Value]) -> str:
    if verb.argument > len(arguments):
        raise FunctionError(
            f"not enough arguments for {verb.name}: need index {verb.argument} but have {len(arguments)} total"
        )
    value = arguments[verb.argument - 1]
    if verb.mode != "v" and value.is_null:
        raise FunctionError(f"unsupported value for {verb.name}: null value cannot be formatted")
    try:
        return _render_mode(verb, value)
    except ConversionError as error:
        raise FunctionError(f"unsupported value for {verb.name}: {error}") from error


def _render_mode(verb: Verb, value: Value) -> str:
    mode = verb.mode
    if mode == "v":
        return _pad(verb, _render_plain(verb, value))
    if mode == "t":
        return "true" if to_truth(value) else "false"
    if mode in "sq":
        text = to_text(value)
        if verb.precision:
            text = "".join(split_graphemes(text)[: verb.precision])
        return _pad(verb, text if mode == "s" else encode_string(text))
    if mode in "bdoxXeEfgG":
        number: Number = convert(value, NUMBER).raw
        if mode not in "bdoxX":
            return format_float(number, mode, verb.flags, verb.width, verb.precision)
        if not number.is_whole:
            raise ConversionError("an integer is required")
        return format_integer(number.truncate(), mode, verb.flags, verb.width, verb.precision)
    raise FunctionError(
        f"unsupported format verb {_quote_character(mode)} in {quote(verb.raw)} at offset {verb.offset}"
    )


def _render_plain(verb: Verb, value: Value) -> str:
    if "#" not in verb.flags and not value.is_null:
        if isinstance(value.raw, str):
            return value.raw
        if isinstance(value.raw, Number):
            return format_float(value.raw, "g", "", None, None)
    return write_json(value)


def _pad(verb: Verb, text: str) -> str:
    missing = (verb.width or 0) - len(split_graphemes(text))
    if missing <= 0:
        return text
    padding = ("0" if "0" in verb.flags else " ") * missing
    return text + padding if "-" in verb.flags else padding + text


def _format(arguments: list[Value], budget: Budget) -> Value:
    layout, *values = arguments
    return string_value(render(layout.raw, values, budget))


def _format_list(arguments: list[Value], budget: Budget) -> Value:
    layout, *values = arguments
    columns: list[list[Value] | Value] = []
    length, first = 1, 0
    has_list = False
    for index, value in enumerate(values, 1):
        if value.type.kind not in {"list", "set", "tuple"} or value.is_null:
            columns.append(value)
            continue
        items = value.items
        columns.append(items)
        if has_list and len(items) != length:
            raise FunctionError(
                f"argument {index} has length {len(items)}, which is inconsistent with argument {first} of length "
                f"{length}",
                index,
            )
        if not has_list:
            has_list, length, first = True, len(items), index
    rows: list[Value] = []
    for row in range(length):
        picked = [each[row] if isinstance(each, list) else each for each in columns]
        try:
            rows.append(string_value(render(layout.raw, picked, budget)))
        except FunctionError as error:
            raise FunctionError(f"error on format iteration {row}: {error}") from error
    return list_value(STRING, rows)


FUNCTIONS: dict[str, Function] = {
    "format": define_costly("format:text", _format, variadic="args:any?"),
    "formatlist": define_costly("format:text", _format_list, variadic="args:any?"),
}
