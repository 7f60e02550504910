"""Where words stand: from the offsets of a joined line back to lines and columns.

The lines are joined by the one reader, which notes down for this what came from where.
"""

from __future__ import annotations

import re

from preimage.frontend.flags import split_flags
from preimage.frontend.reader import Piece, StatementReader
from preimage.frontend.source import Source, read_directives
from preimage.frontend.statement import Statement
from preimage.golang.text import BLANKS, replace_invalid
from preimage.model.limits import Budget
from preimage.model.positions import JoinedLine, PlacedHeredoc, PlacedInstruction, PlacedWord

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.errors import DockerfileError
    from preimage.model.positions import WordKind

_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_PAIRS = frozenset(("arg", "env", "label"))
_TEXTS = frozenset(("maintainer", "stopsignal", "user", "workdir"))
_SHELL_FORMS = frozenset(("run", "cmd", "entrypoint", "shell"))


def locate_words(data: bytes, budget: Budget, faults: list[DockerfileError] | None = None) -> list[PlacedInstruction]:
    """Give the words of all instructions with their places, in the order of the file.

    With ``faults`` nothing is raised but LimitError: what cannot be read is added to them, and left out.

    Raises:
        DockerfileError: the first thing that cannot be read.
    """
    source = Source(data)
    directives = read_directives(source.lines, faults)
    pieces: list[list[Piece]] = []
    reader = StatementReader(source, directives.escape, directives.count, budget, pieces, faults)
    return [
        _locate(statement, statement.text, _Places(_join(statement, parts, directives.escape)), directives.escape)
        for statement, parts in zip(reader.read(), pieces, strict=True)
    ]


def _join(statement: Statement, parts: list[Piece], escape: str) -> JoinedLine:
    return JoinedLine(statement.text, escape, [(part.offset, part.line, part.column) for part in parts])


class _Places:
    """A joined line; ``shift`` is the offset in it of the text at hand."""

    def __init__(self, line: JoinedLine, shift: int = 0) -> None:
        self.line = line
        self._shift = shift

    def moved(self, shift: int) -> _Places:
        return _Places(self.line, self._shift + shift)

    def word(self, kind: WordKind, text: str, start: int, end: int) -> PlacedWord:
        offset = start + self._shift
        first = self.line.start(offset)
        last = self.line.end(end + self._shift) if end > start else first
        return PlacedWord(kind, text[start:end], first, last, offset)


def _locate(statement: Statement, text: str, places: _Places, escape: str) -> PlacedInstruction:
    start = len(text) - len(text.lstrip(BLANKS))
    end = start + len(statement.word)
    rest_start = end + len(text[end:]) - len(text[end:].lstrip(BLANKS))
    rest = text[rest_start:].rstrip(BLANKS)
    flags: tuple[PlacedWord, ...] = ()
    if statement.flags:
        behind = split_flags(rest, escape)[1].lstrip(BLANKS)
        arguments_start = rest_start + len(rest) - len(behind)
        flags = _locate_flags(text, rest_start, arguments_start, places, escape)
        rest_start, rest = arguments_start, behind
    trigger = None
    if statement.trigger is not None:
        trigger = _locate(statement.trigger, rest, places.moved(rest_start), escape)
    return PlacedInstruction(
        (statement.lines[0], statement.lines[-1]),
        places.word("keyword", text, start, end),
        flags,
        () if trigger is not None else _locate_arguments(statement, rest, places.moved(rest_start)),
        _locate_heredocs(statement),
        trigger,
        places.line,
    )


def _locate_flags(text: str, start: int, end: int, places: _Places, escape: str) -> tuple[PlacedWord, ...]:
    sign = re.escape(escape)
    flag = re.compile(rf"--(?:{sign}.|\"[^\"]*\"|'[^']*'|[^\s'\"])*+", re.DOTALL)
    return tuple(places.word("flag", text, *match.span()) for match in flag.finditer(text, start, end))


def _locate_arguments(statement: Statement, rest: str, places: _Places) -> tuple[PlacedWord, ...]:
    if statement.is_json:
        return tuple(places.word("word", rest, *match.span()) for match in _JSON_STRING.finditer(rest))
    words: list[PlacedWord] = []
    # Words with bytes that are not UTF-8 were changed when they were read; the characters are as many.
    plain = replace_invalid(rest)
    position = 0
    for number, argument in enumerate(statement.args):
        found = plain.find(replace_invalid(argument), position)
        if found < 0:
            break
        position = found + len(argument)
        words += _place_argument(statement, number, rest, found, position, places)
    return tuple(words)


def _place_argument(
    statement: Statement, number: int, rest: str, start: int, end: int, places: _Places
) -> list[PlacedWord]:
    keyword = statement.keyword
    if keyword in _PAIRS:
        if statement.is_legacy:
            return [places.word("value" if number else "name", rest, start, end)]
        name = rest[start:end].partition("=")[0]
        middle = start + len(name)
        placed = [places.word("name", rest, start, middle)]
        return placed if middle == end else [*placed, places.word("value", rest, middle + 1, end)]
    is_text = keyword in _TEXTS or keyword in _SHELL_FORMS or (keyword == "healthcheck" and number > 0)
    return [places.word("text" if is_text else "word", rest, start, end)]


def _locate_heredocs(statement: Statement) -> tuple[PlacedHeredoc, ...]:
    """Give the places of the bodies, which follow each other up to the last line of the instruction."""
    heredocs = statement.heredocs
    lengths = [heredoc.body.count("\n") for heredoc in heredocs]
    first = statement.lines[-1] + 1 - sum(length + 1 for length in lengths)
    placed = []
    for heredoc, length in zip(heredocs, lengths, strict=True):
        placed.append(PlacedHeredoc(heredoc.name, (first, first + length - 1)))
        first += length + 1
    return tuple(placed)
