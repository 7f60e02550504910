"""Text to tokens, and what in a text can be no part of the language.

The kind of a token is its own text for punctuation, else a word: ``ident number newline quote end-quote heredoc
end-heredoc text line interpolation directive end-sequence eof``, and for faults ``invalid``, ``bad-utf8``,
``quoted-newline``.

Source: docs/reference/bake.md, "HCL text".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from preimage.projects.hcl.diagnostics import Diagnostic
from preimage.projects.hcl.source import Source, Span


class Token(NamedTuple):
    """A kind, and where it stands: from ``start`` up to, not including, ``end``."""

    kind: str
    start: int
    end: int


_MAIN = re.compile(
    r"(?P<blank>[ \t]+)"
    r"|(?P<newline>\r?\n)"
    r"|(?P<ident>[A-Za-z_][A-Za-z0-9_-]*+(?![^\x00-\x7f]))"
    r"|(?P<number>[0-9](?:(?:[0-9.]|[eE][+-]?[0-9])*(?:[0-9]|[eE][+-]?[0-9]))?)"
    r"|(?P<comment>(?:\#|//)[^\n]*\n?)"
    r"|(?P<remark>/\*)"
    r"|(?P<quote>\")"
    r"|(?P<heredoc><<-?(?P<mark>[^\W\d](?:[\w-]|[^\x00-\x7f])*)\r?\n)"
    r"|(?P<close>~?\})"
    r"|(?P<sign>\.\.\.|=>|==|!=|>=|<=|&&|\|\||[-+*/%()\[\]{,.:?<>=!;&|^~'`])"
)
# Signs of sequences that are none stand alone, and so do those that are escaped: a fault is placed by the first piece.
_SIGNS = r"\$\$\{|%%\{|[$%](?!\{)"
_QUOTED = re.compile(rf'(?:[^"\\$%\r\n\ud800-\udfff]++|\\.|\r(?!\n)|\\(?=\Z))+|{_SIGNS}', re.DOTALL)
_QUOTED_NEWLINE = re.compile(r"\r?\n")
_LINE = re.compile(rf"[^$%\n\ud800-\udfff]++\n?|\n|{_SIGNS}")
_SEQUENCE = re.compile(r"[$%]\{~?")
_BLANK_ENDS = " \t\n\v\f\r\x85\xa0"

_SUGGESTIONS = {
    "&": ' Did you mean boolean AND ("&&")?',
    "|": ' Did you mean boolean OR ("||")?',
    "~": ' Did you mean boolean NOT ("!")?',
    "^": "",
}
_NOT_VALID = {
    "'": 'Single quotes are not valid. Use double quotes (") to enclose strings.',
    "`": 'The "`" character is not valid. To create a multi-line string, use the "heredoc" syntax, like "<<EOT".',
    ";": 'The ";" character is not valid. Use newlines to separate arguments and blocks, and commas to separate items '
    "in collection values.",
}
_NEWLINE_IN_STRING = (
    "Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to "
    'represent a newline character or use the "heredoc" multi-line template syntax.'
)
_CURLY = (
    '"Curly quotes" are not valid here. These can sometimes be inadvertently introduced when sharing code via '
    'documents or discussion forums. It might help to replace the character with a "straight quote".'
)
_ENCODING = "All input files must be UTF-8 encoded. Ensure that UTF-8 encoding is selected in your editor."


def scan(text: str, *, is_template: bool = False) -> list[Token]:
    """Split a text into tokens, the last of which is ``eof``; lone surrogates stand for bytes that are not UTF-8.

    A template is text without quotes around it, as strings of JSON are.
    """
    return _Scanner(text).scan(is_template)


class _Heredoc:
    __slots__ = ("is_line_start", "mark")

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.is_line_start = True


class _Scanner:
    """What is open stands on a stack: texts (a quote, a heredoc, a bare template), and in them sequences.

    A sequence is the number of braces that were open when it began.
    """

    __slots__ = ("at", "braces", "has_remarks", "heredocs", "modes", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = []
        self.at = 0
        self.braces = 0
        self.has_remarks = True  # False once a /* has no end, which no later one can have either
        self.modes: list[str | int | _Heredoc] = []
        self.heredocs: list[_Heredoc] = []  # those of the modes

    def scan(self, is_template: bool) -> list[Token]:
        text, end = self.text, len(self.text)
        if is_template:
            self.modes.append("template")
        while self.at < end:
            mode = self.modes[-1] if self.modes else 0
            if isinstance(mode, int):
                self._scan_main()
            elif isinstance(mode, _Heredoc):
                self._scan_heredoc(mode)
            else:
                self._scan_text(mode)
        self.tokens.append(Token("eof", len(text), len(text)))
        return self.tokens

    def _add(self, kind: str, end: int) -> None:
        self.tokens.append(Token(kind, self.at, end))
        self.at = end

    def _scan_main(self) -> None:
        match = _MAIN.match(self.text, self.at)
        if match is None:
            self._scan_rest()
            return
        kind, end = match.lastgroup, match.end()
        if kind == "blank":
            self.at = end
        elif kind == "sign":
            sign = match[0]
            self.braces += sign == "{"
            self._add(sign, end)
        elif kind == "comment":
            if match[0].endswith("\n"):
                self._add("newline", end)
            self.at = end
        elif kind == "remark":
            self._scan_remark()
        elif kind == "quote":
            self._add("quote", end)
            self.modes.append("quote")
        elif kind == "heredoc":
            self._add("heredoc", end)
            self.heredocs.append(_Heredoc(match["mark"]))
            self.modes.append(self.heredocs[-1])
        elif kind == "close":
            self._scan_close(match[0])
        else:
            self._add(str(kind), end)

    def _scan_remark(self) -> None:
        if self.has_remarks and (end := self.text.find("*/", self.at + 2)) >= 0:
            self.at = end + 2
        else:
            self.has_remarks = False
            self._add("/", self.at + 1)

    def _scan_close(self, sign: str) -> None:
        if self.modes and self.modes[-1] == self.braces:
            self.modes.pop()
            self.braces -= 1
            self._add("end-sequence", self.at + len(sign))
        elif sign == "~}":
            self._add("~", self.at + 1)
        else:
            self.braces -= 1
            self._add("}", self.at + 1)

    def _scan_rest(self) -> None:
        """A name with letters outside of ASCII, or a character that is no part of the language."""
        text, end = self.text, self.at
        if text[end].isidentifier():
            end += 1
            while end < len(text) and (text[end] == "-" or f"a{text[end]}".isidentifier()):
                end += 1
            self._add("ident", end)
        else:
            self._add("bad-utf8" if "\ud800" <= text[end] <= "\udfff" else "invalid", end + 1)

    def _open_sequence(self, match: re.Match[str]) -> None:
        self._add("interpolation" if match[0][0] == "$" else "directive", match.end())
        self.braces += 1
        if self.heredocs:
            self.heredocs[-1].is_line_start = False
        self.modes.append(self.braces)

    def _scan_text(self, mode: str) -> None:
        if (sequence := _SEQUENCE.match(self.text, self.at)) is not None:
            self._open_sequence(sequence)
        elif "\ud800" <= self.text[self.at] <= "\udfff":
            self._add("bad-utf8", self.at + 1)
        elif mode == "template":
            self._scan_template()
        elif (match := _QUOTED.match(self.text, self.at)) is not None:
            self._add("text", match.end())
        elif (newline := _QUOTED_NEWLINE.match(self.text, self.at)) is not None:
            self._add("quoted-newline", newline.end())
        elif self.text[self.at] == '"':
            self.modes.pop()
            self._add("end-quote", self.at + 1)
        else:
            self._add("invalid", self.at + 1)

    def _scan_template(self) -> None:
        match = _LINE.match(self.text, self.at)
        assert match is not None
        self._add("line", match.end())

    def _scan_heredoc(self, heredoc: _Heredoc) -> None:
        if (sequence := _SEQUENCE.match(self.text, self.at)) is not None:
            self._open_sequence(sequence)
            return
        text = self.text
        match = _LINE.match(text, self.at)
        if match is None:
            self._add("bad-utf8", self.at + 1)
            return
        if not match[0].endswith("\n"):
            heredoc.is_line_start = False
            self._add("line", match.end())
        elif heredoc.is_line_start and match[0].strip(_BLANK_ENDS) == heredoc.mark:
            self.modes.pop()
            self.heredocs.pop()
            self._add("end-heredoc", match.end() - (2 if match[0].endswith("\r\n") else 1))
            self._add("newline", match.end())
        else:
            heredoc.is_line_start = True
            self._add("line", match.end())


def find_faults(source: Source, tokens: list[Token]) -> list[Diagnostic]:
    """Say which tokens are no part of the language; each kind of bad operator and character is said once."""
    found: list[Diagnostic] = []
    said: set[str] = set()
    for token in tokens:
        if token.kind not in _FAULTS:
            continue
        once = "bitwise" if token.kind in _SUGGESTIONS else token.kind
        summary, detail = _describe(token, source.text)
        if once in said:
            continue
        if once in _ONCE:
            said.add(once)
        found.append(Diagnostic(summary, detail, Span(source, token.start, token.end)))
    return found


def _describe(token: Token, text: str) -> tuple[str, str]:
    kind = token.kind
    if kind in _SUGGESTIONS:
        return "Unsupported operator", f"Bitwise operators are not supported.{_SUGGESTIONS[kind]}"
    if kind in _NOT_VALID:
        return "Invalid character", _NOT_VALID[kind]
    if kind == "bad-utf8":
        return "Invalid character encoding", _ENCODING
    if kind == "quoted-newline":
        return "Invalid multi-line string", _NEWLINE_IN_STRING
    is_curly = text[token.start : token.end] in {"“", "”"}
    return "Invalid character", _CURLY if is_curly else "This character is not used within the language."


_FAULTS = frozenset((*_SUGGESTIONS, *_NOT_VALID, "bad-utf8", "quoted-newline", "invalid"))
_ONCE = frozenset(("bitwise", "'", "`", ";", "bad-utf8"))
