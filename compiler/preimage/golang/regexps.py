"""Regular expressions as Go's regexp package has them: RE2's syntax and matches, in time linear in the text.

google-re2 runs them where it is installed; it is loaded when the first expression is met. Elsewhere preimage's own
program does.
"""

from __future__ import annotations

import re
from functools import lru_cache

from preimage.golang.regexp_program import Program
from preimage.golang.regexp_tree import PatternFault, UnsupportedPattern
from preimage.golang.text import encode_utf8, replace_invalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, Protocol

    from preimage.golang.regexp_program import Spans, Spend

    class Regexp(Protocol):
        """An expression; spans are in characters, that of the match first, (-1, -1) for a group without one."""

        groups: int
        names: dict[str, int]

        def is_found(self, text: str, spend: Spend) -> bool:
            """Tell whether the expression matches anywhere in the text."""

        def find_all(self, text: str, spend: Spend) -> Iterator[Spans]:
            """Give all matches; an empty one right behind another does not count."""


__all__ = ["PatternFault", "UnsupportedPattern", "compile_regexp"]

# What RE2 says and what Go says of the same fault; of the others they say the same.
_REASONS = {
    "missing ]": "missing closing ]",
    "missing )": "missing closing )",
    "no argument for repetition operator": "missing argument to repetition operator",
    "invalid repetition size": "invalid repeat count",
    "bad repetition operator": "invalid nested repetition operator",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "invalid named capture group": "invalid named capture",
}
_INNER_BYTES = frozenset(bytes([byte]) for byte in range(0x80, 0xC0))
_LITERAL_OR_ESCAPE = re.compile(r"\\Q.*?(?:\\E|\Z)|\\.", re.DOTALL)


def compile_regexp(pattern: str) -> Regexp:
    """Compile an expression; bytes that are not UTF-8 count as U+FFFD, here and in the texts.

    ``spend`` is told of the steps that preimage's own program takes; google-re2 takes none.

    Raises:
        PatternFault: it is none; ``str()`` is Go's text, such as ``error parsing regexp: missing closing ): `a(```.
        UnsupportedPattern: google-re2 is not installed, and without it the expression cannot be run.
    """
    pattern = replace_invalid(pattern)
    try:
        import re2
    except ImportError:
        return _compile_own(pattern)
    return _compile_re2(re2, pattern)


def _find_all(find: Callable[[int], Spans | None], move: Callable[[int], int], length: int) -> Iterator[Spans]:
    at, last_end = 0, -1
    while at <= length:
        spans = find(at)
        if spans is None:
            return
        start, end = spans[0]
        if end > start or start != last_end:
            yield spans
        last_end = end
        at = move(end) if end == start else end


class _OwnRegexp:
    __slots__ = ("_program", "groups", "names")

    def __init__(self, pattern: str) -> None:
        self._program = Program(pattern)
        self.groups = self._program.groups
        self.names = self._program.names

    def is_found(self, text: str, spend: Spend) -> bool:
        spend(self._program.cost)
        return self._program.find(replace_invalid(text), 0, spend) is not None

    def find_all(self, text: str, spend: Spend) -> Iterator[Spans]:
        text = replace_invalid(text)
        spend(self._program.cost)
        return _find_all(lambda at: self._program.find(text, at, spend), lambda at: at + 1, len(text))


class _Re2Regexp:
    __slots__ = ("_compiled", "groups", "names")

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled
        self.groups: int = compiled.groups
        self.names = {
            name.decode() if isinstance(name, bytes) else name: index
            for name, index in sorted(compiled.groupindex.items(), key=lambda entry: int(entry[1]))
        }

    def is_found(self, text: str, spend: Spend) -> bool:
        return next(self.find_all(text, spend), None) is not None

    def find_all(self, text: str, spend: Spend) -> Iterator[Spans]:
        data = encode_utf8(replace_invalid(text))

        def find(at: int) -> Spans | None:
            match = self._compiled.search(data, at)
            # To RE2 there is no boundary of words between the bytes of a character; Go knows no such place.
            while match and data[match.start() : match.start() + 1] in _INNER_BYTES:
                match = self._compiled.search(data, match.start() + 1)
            return match and tuple(match.span(index) for index in range(self.groups + 1))

        found = _find_all(find, lambda at: at + _width(data, at), len(data))
        return found if text.isascii() else _in_characters(data, found)


def _width(data: bytes, at: int) -> int:
    """Give how many bytes the character at a place has, 1 at the end."""
    end = at + 1
    while end < len(data) and data[end] & 0xC0 == 0x80:
        end += 1
    return end - at


def _in_characters(data: bytes, found: Iterator[Spans]) -> Iterator[Spans]:
    byte, character = 0, 0
    for spans in found:
        places = {-1: -1}
        for place in sorted({place for span in spans for place in span if place >= 0}):
            character += len(data[byte:place].decode())
            places[place] = character
            byte = place
        yield tuple((places[start], places[end]) for start, end in spans)


@lru_cache(maxsize=64)
def _compile_own(pattern: str) -> Regexp:
    return _OwnRegexp(pattern)


@lru_cache(maxsize=64)
def _compile_re2(engine: Any, pattern: str) -> Regexp:
    # RE2 has \C, any one byte; Go does not.
    if any(match[0] == "\\C" for match in _LITERAL_OR_ESCAPE.finditer(pattern)):
        raise PatternFault("invalid escape sequence", "\\C")
    options = engine.Options()
    options.log_errors = False
    try:
        return _Re2Regexp(engine.compile(encode_utf8(pattern), options))
    except engine.error as error:
        raise _translate(error.args[0], pattern) from None


def _translate(fault: bytes | str, pattern: str) -> PatternFault:
    text = fault.decode("utf-8", "replace") if isinstance(fault, bytes) else fault
    if text.startswith("trailing \\"):
        return PatternFault("trailing backslash at end of expression", "")
    if text.startswith("pattern too large"):
        return PatternFault("expression too large", pattern)
    reason, _, where = text.partition(": ")
    return PatternFault(_REASONS.get(reason, reason), where)
