"""Env files: ``.env``, ``--env-file`` and the ``env_file`` of a service.

Source: docs/reference/compose.md, "Env files".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

from preimage.golang.quoting import quote
from preimage.golang.text import BLANKS, decode_utf8
from preimage.projects.compose.account import Account
from preimage.projects.compose.nodes import Fault
from preimage.projects.compose.templates import InvalidTemplate, Variables, expand

_SPACES = "\t\v\f\r \x85\xa0"
"""What counts as a blank within a line."""

_EXPORT = re.compile(r"export[\t\n\f\r ]")
_ESCAPE = re.compile(r'\\([abcfnrtv$"\\]|0[0-9]{0,3})')
_ESCAPED = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    '"': '"',
    "\\": "\\",
    "$": "$$",
}
_ASCII_NAME = re.compile(r"[0-9A-Za-z_.\-\[\]\t\v\f\r \x85\xa0]*")
_END_OF_QUOTED = {"'": re.compile(r"[\\']"), '"': re.compile(r'[\\"]')}

Lookup = Callable[[str], str | None]

NOTHING: Mapping[str, str] = MappingProxyType({})


class EnvValue:
    """A value of an env file, and the 1-based line on which its statement begins."""

    __slots__ = ("line", "text")

    def __init__(self, text: str, line: int) -> None:
        self.text = text
        self.line = line


def parse_env_file(
    data: bytes, lookup: Lookup, account: Account, earlier: Mapping[str, str] = NOTHING
) -> dict[str, EnvValue]:
    """Give the values of an env file; a later line wins.

    ``lookup`` gives values of names from outside. They win in templates over earlier lines, and these over ``earlier``,
    which has the values of files before this one.

    Raises:
        Fault: the tool's text, mostly with ``line N: `` in front; the caller adds the path.
    """
    return _Parser(decode_utf8(data), lookup, account, earlier).parse()


def parse_raw_env_file(data: bytes, lookup: Lookup) -> dict[str, EnvValue]:
    """Give the values of an env file of ``format: raw``: no quotes, no comments within lines, no templates.

    Raises:
        Fault: a name with a blank in it, or no name.
    """
    found: dict[str, EnvValue] = {}
    text = decode_utf8(data).removeprefix("\ufeff")
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.removesuffix("\r").lstrip(BLANKS)
        if not line or line.startswith("#"):
            continue
        name, has_value, value = line.partition("=")
        if not name:
            raise Fault(f"no variable name on line '{line}'")
        if " " in name or "\t" in name:
            raise Fault(f"variable '{name}' contains whitespaces")
        outside = None if has_value else lookup(name)
        if has_value or outside is not None:
            found[name] = EnvValue(value if has_value else outside or "", number)
    return found


class _Parser:
    """Reads statement after statement; ``line`` counts as the tool does, which names it in errors."""

    def __init__(self, text: str, lookup: Lookup, account: Account, earlier: Mapping[str, str]) -> None:
        self.text = text.removeprefix("\ufeff")
        self.outside = lookup
        self.earlier = earlier
        self.variables = Variables(self._look_up, account)
        self.found: dict[str, EnvValue] = {}
        self.position = 0
        self.line = 1
        self.starts_at = 0
        self.starts_on = 1

    def _look_up(self, name: str) -> str | None:
        value = self.outside(name)
        if value is not None:
            return value
        return self.found[name].text if name in self.found else self.earlier.get(name)

    def parse(self) -> dict[str, EnvValue]:
        while self._skip_to_statement():
            begins = self._count_line(self.position)
            name, is_bare = self._read_name()
            if " " in name:
                raise Fault(f"line {self.line}: key cannot contain a space")
            if not is_bare:
                self.found[name] = EnvValue(self._read_value(), begins)
            elif (value := self._look_up(name)) is not None:
                self.found[name] = EnvValue(value, begins)
        return self.found

    def _count_line(self, position: int) -> int:
        """Give the line on which a position is; positions only grow."""
        self.starts_on += self.text.count("\n", self.starts_at, position)
        self.starts_at = position
        return self.starts_on

    def _skip_to_statement(self) -> bool:
        """Go to the next character that is neither blank nor comment; tell whether there is one."""
        while True:
            rest = len(self.text) - self.position
            begin = self.position
            while begin < len(self.text) and self.text[begin] in BLANKS:
                begin += 1
            self.line += self.text.count("\n", self.position, begin)
            self.position = begin
            if begin == len(self.text) or not rest:
                return False
            if self.text[begin] != "#":
                return True
            end = self.text.find("\n", begin)
            if end < 0:
                return False
            self.position = end

    def _read_name(self) -> tuple[str, bool]:
        """Read a name and what ends it; tell whether that is the end of the line."""
        if _EXPORT.match(self.text, self.position):
            self.position += len("export")
            self._skip_blanks()
        start = self.position
        end = self._find_name_end(start)
        if end == len(self.text):
            # The tool takes a name without anything behind it, at the very end, for no name and a value.
            name, is_bare, self.position = "", False, start
        else:
            name, is_bare, self.position = self.text[start:end], self.text[end] == "\n", end + 1
        if is_bare and " " not in name:
            self.line += 1
        self._skip_blanks()
        return name.rstrip(_SPACES), is_bare

    def _find_name_end(self, start: int) -> int:
        position = start
        while True:
            match = _ASCII_NAME.match(self.text, position)
            position = match.end() if match else position
            if position == len(self.text) or self.text[position] in "=:\n":
                return position
            character = self.text[position]
            if unicodedata.category(character)[0] not in "LN":
                first_line = self.text[start:].split("\n", 1)[0]
                raise Fault(
                    f"line {self.line}: unexpected character {quote(character)} in variable name {quote(first_line)}"
                )
            position += 1

    def _skip_blanks(self) -> None:
        while self.position < len(self.text) and self.text[self.position] in _SPACES:
            self.position += 1

    def _read_value(self) -> str:
        mark = self.text[self.position : self.position + 1]
        if mark and mark in "'\"":
            text = self._read_quoted(mark)
            return text if mark == "'" else self._expand(_ESCAPE.sub(_unescape, text))
        end = self.text.find("\n", self.position)
        end = len(self.text) if end < 0 else end
        text = self.text[self.position : end].split(" #", 1)[0]
        self.line += 1
        value = self._expand(text.rstrip(BLANKS))
        self.position = min(end + 1, len(self.text))
        return value

    def _read_quoted(self, mark: str) -> str:
        """Read to the closing quote; a backslash keeps a quote from closing and falls away before it."""
        pattern = _END_OF_QUOTED[mark]
        pieces: list[str] = []
        begin = position = self.position + 1
        while match := pattern.search(self.text, position):
            if match[0] == mark:
                pieces.append(self.text[begin : match.start()])
                self.line += self.text.count("\n", self.position, match.start())
                self.position = match.end()
                return "".join(pieces)
            position = match.end() + 1
            if self.text[match.end() : position] == mark:
                pieces.append(self.text[begin : match.start()])
                begin = match.end()
        self.line += self.text.count("\n", self.position)
        opened = self.text[self.position :].split("\n", 1)[0]
        raise Fault(f"line {self.line}: unterminated quoted value {opened}")

    def _expand(self, text: str) -> str:
        try:
            return expand(text, self.variables)
        except InvalidTemplate as fault:
            raise Fault(f"Invalid template: {quote(str(fault))}") from None


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] != "0":
        return _ESCAPED.get(code, match[0])
    # Three octal digits behind the zero make a character. Other digits are none, but lose the zero.
    digits = code[1:]
    if len(digits) != 3 or not set(digits) <= set("01234567") or int(digits, 8) > 255:
        return "\\" + digits
    return chr(int(digits, 8))
