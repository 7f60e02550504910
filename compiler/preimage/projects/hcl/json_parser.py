"""JSON text to nodes that know their place."""

from __future__ import annotations

import json
import re
from typing import NamedTuple, TypeAlias

from preimage.golang.quoting import quote
from preimage.golang.text import replace_invalid
from preimage.projects.hcl.budget import check_depth
from preimage.projects.hcl.diagnostics import Diagnostic, HclError
from preimage.projects.hcl.numbers import Number, parse_number
from preimage.projects.hcl.source import Source, Span
from preimage.projects.hcl.suggestions import suggest_name


class Member(NamedTuple):
    """A property of an object."""

    name: str
    name_span: Span
    value: Node


class Node:
    """A value: its place, what stands for its beginning, and what it is.

    ``raw`` is a ``str``, ``Number``, ``bool``, ``None``, a list of nodes or a tuple of members.
    """

    __slots__ = ("closing", "raw", "span", "start_span")

    def __init__(self, raw: Raw, span: Span, start_span: Span, closing: Span | None = None) -> None:
        self.raw = raw
        self.span = span
        self.start_span = start_span
        self.closing = start_span if closing is None else closing


Raw: TypeAlias = "str | Number | bool | list[Node] | tuple[Member, ...] | None"

_TOKEN = re.compile(
    r"[ \t\r\n]*(?:(?P<sign>[{}\[\],:=])|(?P<string>\"(?:[^\"\\\x00-\x1f]|\\[^\x00-\x1f])*+\"?)"
    r"|(?P<number>[-+.0-9][-+.0-9eE]*)"
    r"|(?P<word>[A-Za-z][A-Za-z0-9_]*)|(?P<end>\Z)|(?P<invalid>.))",
    re.DOTALL,
)
_STRING_UP_TO = re.compile(r"\"(?:[^\\]|\\(?:[\"\\/bfnrt]|u[0-9a-fA-F]{4}))*+(?:\\(?:u[0-9a-fA-F]*)?)?")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z")
_STARTS = "A JSON value must start with a brace, a bracket, a number, a string, or a keyword."
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


def parse_json(source: Source) -> Node:
    """Read a whole text.

    Raises:
        HclError: the first fault.
    """
    parser = _Parser(source)
    node = parser.parse_value()
    if not isinstance(node.raw, list | tuple):
        detail = "The root value in a JSON-based configuration must be either a JSON object or a JSON array of objects."
        raise parser.fail("Root value must be object", detail, node.start_span)
    if parser.kind != "end":
        raise parser.fail("Extraneous data after value", "Extra characters appear after the JSON value.")
    return node


def _find_fault(text: str) -> int:
    """Give where a string goes wrong: behind the first character that does not fit, or behind its end."""
    match = _STRING_UP_TO.match(text)
    return min(len(text), match.end() + 1) if match else len(text)


class _Parser:
    """Reads one token ahead: ``kind`` is that of the next, its sign for punctuation."""

    __slots__ = ("depth", "end", "kind", "source", "start")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.end = 0
        self.depth = 0
        self.advance()

    def advance(self) -> None:
        match = _TOKEN.match(self.source.text, self.end)
        assert match is not None
        kind = str(match.lastgroup)
        self.start, self.end = match.start(kind), match.end()
        self.kind = match[kind] if kind == "sign" else kind

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)

    def fail(self, summary: str, detail: str, span: Span | None = None) -> HclError:
        return HclError([Diagnostic(summary, detail, span or self.span)])

    def recover(self) -> Span:
        """Pass over the rest of the object or array, and give the place of what follows: the tool shows that."""
        opened = 1
        while opened and self.kind != "end":
            opened += (self.kind in {"{", "["}) - (self.kind in {"}", "]"})
            self.advance()
        return self.span

    def parse_value(self) -> Node:
        if self.kind in {"{", "["}:
            self.depth += 1
            check_depth(self.depth)
            node = self._parse_object() if self.kind == "{" else self._parse_array()
            self.depth -= 1
            return node
        span = self.span
        raw: Raw
        if self.kind == "string":
            raw = self._read_string()
        elif self.kind == "number":
            raw = self._read_number()
        elif self.kind == "word":
            raw = self._read_word()
        else:
            raise self._refuse_start()
        self.advance()
        return Node(raw, span, span)

    def _refuse_start(self) -> HclError:
        if self.kind == "}":
            return self.fail("Missing JSON value", _STARTS)
        if self.kind == "]":
            return self.fail("Missing array element value", _STARTS)
        if self.kind == "end":
            return self.fail("Missing value", "The JSON data ends prematurely.")
        return self.fail("Invalid start of value", _STARTS)

    def _read_string(self) -> str:
        text = self.text
        try:
            return replace_invalid(json.loads(text))
        except ValueError:
            at = self.start + _find_fault(text)
            span = Span(self.source, at, min(at + 1, len(self.source.text)))
            raise self.fail("Invalid JSON string", "There is a syntax error in the given JSON string.", span) from None

    def _read_number(self) -> Number:
        text = self.text
        number = parse_number(text) if _NUMBER.match(text) else None
        if number is None:
            raise self.fail("Invalid JSON number", "There is a syntax error in the given JSON number.")
        return number

    def _read_word(self) -> bool | None:
        text = self.text
        if text in _WORDS:
            return _WORDS[text]
        detail = f"{quote(text)} is not a valid JSON keyword.{suggest_name(text, _WORDS)}"
        if text == "undefined":
            detail = 'The JavaScript identifier "undefined" cannot be used in JSON.'
        raise self.fail("Invalid JSON keyword", detail)

    def _parse_object(self) -> Node:
        opening = self.span
        self.advance()
        members: list[Member] = []
        while self.kind != "}":
            members.append(self._parse_member())
            if self.kind == ",":
                comma = self.span
                self.advance()
                if self.kind == "}":
                    detail = "JSON does not permit a trailing comma after the final property in an object."
                    raise self.fail("Trailing comma in object", detail, comma)
            elif self.kind == "end":
                raise self.fail("Unclosed object", "No closing brace was found for this JSON object.", opening)
            elif self.kind == "]":
                detail = "A JSON object must be closed with a brace, not a bracket."
                raise self.fail("Mismatched braces", detail, self.recover())
            elif self.kind != "}":
                detail = "A comma must appear between each property definition in an object."
                raise self.fail("Missing attribute seperator comma", detail, self.recover())
        closing = self.span
        self.advance()
        return Node(tuple(members), opening.to(closing), opening, closing)

    def _parse_member(self) -> Member:
        key = self.parse_value()
        if not isinstance(key.raw, str):
            detail = "A JSON object property name must be a string"
            raise self.fail("Invalid object property name", detail, key.start_span)
        if self.kind != ":":
            if self.kind in {"}", ","}:
                detail = "A JSON object attribute must have a value, introduced by a colon."
                raise self.fail("Missing object value", detail)
            detail = "A colon must appear between an object property's name and its value."
            if self.kind == "=":
                detail = "JSON uses a colon as its name/value delimiter, not an equals sign."
            raise self.fail("Missing property value colon", detail)
        self.advance()
        return Member(key.raw, key.span, self.parse_value())

    def _parse_array(self) -> Node:
        opening = self.span
        self.advance()
        items: list[Node] = []
        while self.kind != "]":
            items.append(self.parse_value())
            if self.kind == ",":
                comma = self.span
                self.advance()
                if self.kind == "]":
                    detail = "JSON does not permit a trailing comma after the final value in an array."
                    raise self.fail("Trailing comma in array", detail, comma)
            elif self.kind != "]":
                raise self._refuse_in_array(opening)
        closing = self.span
        self.advance()
        return Node(items, opening.to(closing), opening, closing)

    def _refuse_in_array(self, opening: Span) -> HclError:
        if self.kind == "end":
            return self.fail("Unclosed object", "No closing bracket was found for this JSON array.", opening)
        if self.kind == ":":
            detail = "A colon is not used to introduce values in a JSON array."
            return self.fail("Invalid array value", detail, self.recover())
        if self.kind == "}":
            detail = "A JSON array must be closed with a bracket, not a brace."
            return self.fail("Mismatched brackets", detail, self.recover())
        detail = "A comma must appear between each value in an array."
        return self.fail("Missing attribute seperator comma", detail, self.recover())
