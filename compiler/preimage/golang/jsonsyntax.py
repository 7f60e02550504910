"""JSON text to nodes, with Go's verdict on the syntax.

Nodes keep what Go's decoder looks at and Python's parser throws away: the order and the repetition of keys, the digits
of numbers, the escapes in strings. Nothing here recurses, so depth costs no stack.

Source: docs/reference/base-config.md, "JSON syntax errors".
"""

from __future__ import annotations

import json
import re

from preimage.golang.quoting import quote
from preimage.golang.text import encode_utf8, replace_invalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn, TypeAlias

MAX_DEPTH = 10_000
"""Objects and lists within each other that Go reads."""


class RawText(str):
    """A string: what stands between its quotes."""

    __slots__ = ()


class Number(str):
    """A number: its digits as written."""

    __slots__ = ()


class Members(list["tuple[RawText, Node]"]):
    """An object: its pairs in order."""

    __slots__ = ()


Node: TypeAlias = "RawText | Number | bool | Members | list[Node] | None"

_BLANKS = re.compile(r"[ \t\r\n]*")
_STRING_START = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?P<fraction>\.[0-9]+)?(?P<exponent>[eE][+-]?[0-9]+)?")
_HEX_DIGITS = re.compile(r"[0-9a-fA-F]*")
_LITERALS: dict[str, tuple[str, bool | None]] = {"t": ("true", True), "f": ("false", False), "n": ("null", None)}
_OPENED = Members()


def parse_syntax(text: str) -> Node:
    """Parse JSON text, in which lone surrogates stand for bytes that are not UTF-8.

    Raises:
        ValueError: Go's text for the first fault, such as ``invalid character '}' after object key``.
    """
    return _Parser(text).parse()


def unquote(raw: str) -> str:
    """Undo the escapes of a string; half a character and each byte that is not UTF-8 become U+FFFD."""
    return replace_invalid(json.loads(f'"{raw}"') if "\\" in raw else raw)


class _Parser:
    __slots__ = ("at", "keys", "open", "text")

    def __init__(self, text: str) -> None:
        # Go ends a text by feeding its scanner one blank: that is what an unfinished number or literal trips over.
        self.text = text + " "
        self.at = 0
        self.open: list[Members | list[Node]] = []
        self.keys: list[RawText] = []  # of the open objects, the key whose value is being read

    def parse(self) -> Node:
        while True:
            node = self._read_value()
            while node is not _OPENED:
                if not self.open:
                    self._skip_blanks()
                    if self.at < len(self.text):
                        self._fail(self.at, "after top-level value")
                    return node
                node = self._add(node)

    def _add(self, node: Node) -> Node:
        """Add a value to the open array or object; give that array or object if it ends here, else _OPENED."""
        container = self.open[-1]
        if isinstance(container, Members):
            container.append((self.keys.pop(), node))
            closing, context = "}", "after object key:value pair"
        else:
            container.append(node)
            closing, context = "]", "after array element"
        found = self._peek()
        if found == closing:
            self.at += 1
            return self.open.pop()
        if found != ",":
            self._fail(self.at, context)
        self.at += 1
        if closing == "}":
            self._read_key(self._peek())
        return _OPENED

    def _read_value(self) -> Node:
        """Read a value, or the start of one up to where its first inner value is expected."""
        first = self._peek()
        if first == '"':
            return self._read_string()
        if first in "{[":
            return self._open(first)
        if first in "-0123456789":
            return self._read_number()
        if first not in _LITERALS:
            self._fail(self.at, "looking for beginning of value")
        word, value = _LITERALS[first]
        for letter in word:
            if self.text[self.at] != letter:
                self._fail(self.at, f"in literal {word} (expecting '{letter}')")
            self.at += 1
        return value

    def _open(self, bracket: str) -> Node:
        if len(self.open) == MAX_DEPTH:
            self._fail(self.at, "exceeded max depth")
        self.at += 1
        following = self._peek()
        container: Members | list[Node] = Members() if bracket == "{" else []
        if following == ("}" if bracket == "{" else "]"):
            self.at += 1
            return container
        self.open.append(container)
        if bracket == "{":
            self._read_key(following)
        return _OPENED

    def _read_key(self, first: str) -> None:
        if first != '"':
            self._fail(self.at, "looking for beginning of object key string")
        self.keys.append(self._read_string())
        if self._peek() != ":":
            self._fail(self.at, "after object key")
        self.at += 1

    def _read_string(self) -> RawText:
        text, start = self.text, self.at
        matched = _STRING_START.match(text, start)
        end = matched.end() if matched else start
        if text[end : end + 1] == '"':
            self.at = end + 1
            return RawText(text[start + 1 : end])
        if text[end : end + 1] != "\\":
            self._fail(end, "in string literal")
        if text[end + 1 : end + 2] != "u":
            self._fail(end + 1, "in string escape code")
        digits = _HEX_DIGITS.match(text, end + 2)
        return self._fail(digits.end() if digits else end, "in \\u hexadecimal character escape")

    def _read_number(self) -> Number:
        text, start = self.text, self.at
        matched = _NUMBER.match(text, start)
        if matched is None:
            self._fail(start + 1, "in numeric literal")
        end = matched.end()
        following = text[end]
        if following in "eE" and not matched["exponent"]:
            self._fail(end + 1 + (text[end + 1] in "+-"), "in exponent of numeric literal")
        if following == "." and not matched["fraction"] and not matched["exponent"]:
            self._fail(end + 1, "after decimal point in numeric literal")
        self.at = end
        return Number(matched[0])

    def _peek(self) -> str:
        """Skip blanks and give the character after them."""
        self._skip_blanks()
        if self.at == len(self.text):
            self._fail(self.at, "")
        return self.text[self.at]

    def _skip_blanks(self) -> None:
        matched = _BLANKS.match(self.text, self.at)
        self.at = matched.end() if matched else self.at

    def _fail(self, at: int, context: str) -> NoReturn:
        if at >= len(self.text):
            raise ValueError("unexpected end of JSON input")
        raise ValueError(f"invalid character {_quote_byte(self.text[at])} {context}")


def _quote_byte(character: str) -> str:
    """Quote the first byte of a character, in single quotes and as if it were Latin-1."""
    if character in "'\"":
        return "'\\''" if character == "'" else "'\"'"
    return f"'{quote(chr(encode_utf8(character)[0]))[1:-1]}'"
