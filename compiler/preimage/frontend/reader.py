"""From lines to statements: continuation, comments, heredoc bodies.

Source: docs/reference/source.md, "Continuation" and "Heredocs".
"""

from __future__ import annotations

import re
from operator import sub

from preimage.frontend.arguments import READERS, read_nothing
from preimage.frontend.flags import split_flags
from preimage.frontend.source import TOO_LONG, Source
from preimage.frontend.statement import Statement
from preimage.golang.text import BLANKS, decode_utf8, encode_utf8, lower
from preimage.model.errors import DockerfileError
from preimage.model.instructions import Heredoc
from preimage.model.limits import Budget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.frontend.parse_memory import ParseMemory

_WORD_AND_REST = r"(?s)([^\t\v\f\r ]*)[\t\v\f\r ]*(.*)"
# Words as most files write them, with the keyword and what reads the arguments.
_USUAL_WORDS = {word: (keyword, READERS[keyword]) for keyword in READERS for word in (keyword, keyword.upper())}
_LONE_BYTES = "[\udc80-\udcff]{2}"


class Piece:
    """A piece of a joined line: its offset in it, and the line and column (from 1) where it stands in the file."""

    __slots__ = ("column", "line", "offset")

    def __init__(self, offset: int, line: int, column: int) -> None:
        self.offset = offset
        self.line = line
        self.column = column


class StatementReader:
    """Reads the statements of one source, one after the other."""

    __slots__ = (
        "_behind",
        "_blanks",
        "_budget",
        "_comments",
        "_escape",
        "_faults",
        "_memory",
        "_next",
        "_pieces",
        "_source",
        "_stages",
        "empty_continuations",
    )

    def __init__(
        self,
        source: Source,
        escape: str,
        first: int,
        budget: Budget,
        pieces: list[list[Piece]] | None = None,
        faults: list[DockerfileError] | None = None,
        memory: ParseMemory | None = None,
    ) -> None:
        """Read from the line with the 0-based number ``first``; ``pieces`` takes down those of each statement.

        ``faults`` takes down what cannot be read, and the rest is read all the same; None: the first one is raised.
        ``memory`` gives the statements on lines that are known, without their pieces.
        """
        self._memory = memory
        self._behind = first
        self._pieces = pieces
        self._faults = faults
        self._source = source
        self._escape = escape
        self._next = first
        self._budget = budget
        self._stages = 0
        self._comments: list[str] = []
        # Python strips a few characters more than Go; where there are none, its own set is faster.
        self._blanks = BLANKS if source.has_separators else None
        self.empty_continuations: list[int] = []
        """The last header lines of the statements that have a blank line inside."""

    def read(self) -> list[Statement]:
        """Read all statements.

        Raises:
            DockerfileError: the first thing that cannot be read, without prefix.
            LimitError: there are too many instructions or stages.
        """
        statements: list[Statement] = []
        memory = self._memory
        if memory is not None:
            memory.begin(self._source, self._escape)
        most = self._budget.instructions
        lines = self._source.lines
        blanks = self._blanks
        count = len(lines)
        while self._next < count:
            if memory is not None and self._take_known(memory, statements):
                continue
            line = lines[self._next]
            stripped = line.lstrip(blanks)
            if not stripped:
                self._next += 1
            elif stripped[0] == "#":
                self._next += 1
                self._add_comment(line)
            else:
                try:
                    if memory is None:
                        statements.append(self._read_statement(stripped))
                    else:
                        statements.append(self._read_and_keep(memory, stripped))
                except DockerfileError as error:
                    self._take_fault(error)
                    self._behind = self._next
                    if self._pieces is not None:
                        self._pieces.pop()
                if len(statements) > most:
                    break
        self._budget.spend_instructions(len(statements))
        self._check_whole(statements)
        if memory is not None:
            memory.finish()
        return statements

    def _check_whole(self, statements: list[Statement]) -> None:
        count = len(self._source.lines)
        if not statements and not self._faults:
            self._take_fault(DockerfileError("file with no instructions", [[count]]))
        if self._source.is_cut:
            self._take_fault(DockerfileError(TOO_LONG, [[count]]))

    def _take_known(self, memory: ParseMemory, statements: list[Statement]) -> bool:
        """Take the next statement from memory, if it is in there."""
        if self._comments or len(statements) >= self._budget.instructions:
            return False
        region = memory.find(self._next)
        if region is None or (region.cost is not None and not self._budget.spend_again(region.cost)):
            return False
        if region.statement.keyword == "from":
            self._count_stage()
        statements.append(region.statement)
        self.empty_continuations += region.blank_lines
        self._next = self._behind = region.end
        return True

    def _read_and_keep(self, memory: ParseMemory, first: str) -> Statement:
        """Read a statement, and put what it took into memory."""
        left, blank_lines = self._budget.measure(), len(self.empty_continuations)
        statement = self._read_statement(first)
        behind = self._budget.measure()
        cost = tuple(map(sub, left, behind)) if behind != left else None
        memory.keep(self._behind, self._next, statement, self.empty_continuations[blank_lines:], cost)
        self._behind = self._next
        return statement

    def _count_stage(self) -> None:
        self._stages += 1
        self._budget.check_stages(self._stages)

    def _take_fault(self, error: DockerfileError) -> None:
        if self._faults is None:
            raise error
        self._faults.append(error)

    def _add_comment(self, line: str) -> None:
        # What is cut off is the first byte of the line, which is a blank when the comment is indented.
        text = line[1:] if line[0].isascii() else decode_utf8(encode_utf8(line)[1:])
        text = text.strip(BLANKS)
        if text:
            self._comments.append(text)
        else:
            self._comments.clear()

    def _read_statement(self, first: str) -> Statement:
        start = self._next
        self._next = start + 1
        comments: tuple[str, ...] = ()
        if self._comments:
            comments = tuple(self._comments)
            self._comments.clear()
        if self._pieces is not None:
            column = len(self._source.lines[start]) - len(first) + 1
            self._pieces.append([Piece(0, start + 1, column)])
        text = self._join(first) if self._escape in first else first
        header = range(start + 1, self._next + 1)
        try:
            statement = read_statement(text, self._escape, header, comments)
            if statement.keyword == "onbuild":
                statement = statement.extended(header, (), read_trigger(statement, self._escape, self._budget))
            elif statement.keyword == "from":
                self._count_stage()
            if "<<" in text:
                statement = self._read_heredocs(statement, start)
        except ValueError as error:
            raise DockerfileError(str(error), [header]) from error
        return statement

    def _join(self, first: str) -> str:
        """Join a line that holds the escape with its continuation lines, and move behind the last of these lines."""
        escape = self._escape
        cut = first.rstrip(" \t")
        # One escape at the end continues the line, two do not.
        if not cut.endswith(escape) or cut[-2:-1] == escape:
            return first
        lines = self._source.lines
        blanks = self._blanks
        pieces = self._pieces[-1] if self._pieces is not None else None
        parts = [cut[:-1]]
        number = self._next
        count = len(lines)
        has_blank_line = False
        while number < count:
            line = lines[number]
            number += 1
            stripped = line.lstrip(blanks)
            if not stripped:
                has_blank_line = True
                continue
            if stripped[0] == "#":
                continue
            if pieces is not None:
                pieces.append(Piece(pieces[-1].offset + len(parts[-1]), number, 1))
            cut = line.rstrip(" \t")
            if not cut.endswith(escape) or cut[-2:-1] == escape:
                parts.append(line)
                break
            parts.append(cut[:-1])
        self._next = number
        if has_blank_line:
            self.empty_continuations.append(number)
        return _join_parts(parts)

    def _read_heredocs(self, statement: Statement, start: int) -> Statement:
        """Give the statement, or the trigger that stands in it, with the heredocs that follow it."""
        # Few files have any.
        from preimage.frontend.heredocs import HEREDOC_KEYWORDS, find_heredocs

        trigger = statement.trigger
        holder = statement if trigger is None else trigger
        if holder.keyword not in HEREDOC_KEYWORDS or holder.is_json:
            return statement
        found = find_heredocs(statement.text, self._budget)
        heredocs = [heredoc.with_body(self._read_body(heredoc, start)) for heredoc in found]
        lines = range(start + 1, self._next + 1)
        if trigger is None:
            return statement.extended(lines, heredocs, None)
        return statement.extended(lines, (), trigger.extended(lines, heredocs, None))

    def _read_body(self, heredoc: Heredoc, start: int) -> str:
        lines = self._source.lines
        first = number = self._next
        while number < len(lines):
            line = lines[number]
            if (line.lstrip("\t") if heredoc.is_chomped else line) == heredoc.name:
                self._next = number + 1
                return "".join(f"{raw}\n" for raw in self._source.raw_lines[first:number])
            number += 1
        raise DockerfileError("unterminated heredoc", [range(start + 1, len(lines) + 1)])


def _join_parts(parts: list[str]) -> str:
    """Join the parts of a line; a character whose bytes stood in several of them is whole again."""
    text = "".join(parts)
    return text if text.isascii() or re.search(_LONE_BYTES, text) is None else decode_utf8(encode_utf8(text))


def read_trigger(statement: Statement, escape: str, budget: Budget) -> Statement | None:
    """Read the statement behind an ONBUILD; what stands behind further ONBUILDs has to be readable too.

    Raises:
        ValueError: arguments cannot be read, in BuildKit's words.
        LimitError: the budget is used up.
    """
    if not statement.args:
        return None
    trigger = inner = read_statement(statement.args[0], escape, statement.lines, ())
    while inner.keyword == "onbuild" and inner.args:
        text = inner.args[0]
        budget.spend_chained(len(text))
        inner = read_statement(text, escape, statement.lines, ())
    return trigger


def read_statement(text: str, escape: str, lines: range, comments: tuple[str, ...]) -> Statement:
    """Read one joined line; the one argument of ONBUILD is the text of another statement.

    Raises:
        ValueError: arguments cannot be read, in BuildKit's words.
    """
    word, _, rest = text.partition(" ")
    if word in _USUAL_WORDS:
        keyword, read_arguments = _USUAL_WORDS[word]
    else:
        match = re.fullmatch(_WORD_AND_REST, text.strip(BLANKS))
        assert match is not None, "the pattern matches anything"
        word, rest = match[1], match[2]
        keyword = lower(word)
        read_arguments = READERS.get(keyword, read_nothing)
    flags: list[str] = []
    if rest.isascii():
        rest = rest.strip(BLANKS)
        if rest.startswith("--"):
            flags, rest = split_flags(rest, escape)
            rest = rest.strip(BLANKS)
    else:
        # Flags can also stand behind single blank bytes that are no characters, but not behind other blanks.
        rest = rest.rstrip(BLANKS).lstrip("\t\v\f\r ")
        if rest.startswith(("--", "\udc85", "\udca0")):
            flags, rest = split_flags(rest, escape)
        rest = rest.strip(BLANKS)
    args, is_json, is_legacy = read_arguments(rest, escape, keyword)
    return Statement(word, keyword, text, flags, args, is_json, is_legacy, lines, comments)
