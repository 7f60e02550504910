"""Where variables are named in a Dockerfile: references, and the names that ARG and ENV give.

Also in shell forms and heredocs, where a shell looks the variables up and not the builder.
"""

from __future__ import annotations

import re

from preimage.golang.text import lower

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preimage.model.positions import PlacedInstruction, Position
    from preimage.server.words import Span

_NAME = "[A-Za-z_][A-Za-z0-9_]*+"
_DEFINING = ("arg", "env")
EXPANDED = frozenset(
    ("add", "arg", "copy", "env", "expose", "from", "label", "stopsignal", "user", "volume", "workdir")
)
"""Instructions whose words the builder expands."""
_QUOTED_WHOLE = frozenset(("run", "cmd", "entrypoint", "healthcheck", "shell"))


class Mention:
    """A place where a variable is named.

    ``start`` and ``end`` are those of the whole reference, such as ``${V:-x}``, which is ``text``; ``name_start`` and
    ``name_end`` those of the name in it. ``is_definition``: ARG or ENV gives the name; ``keyword``: of the instruction,
    in lower case. ``is_expanded``: the builder puts the value in.
    """

    __slots__ = (
        "end",
        "is_definition",
        "is_expanded",
        "keyword",
        "line",
        "name",
        "name_end",
        "name_start",
        "start",
        "text",
    )

    def __init__(
        self, name: str, text: str, span: Span, name_span: Span, keyword: str, *, is_definition: bool, is_expanded: bool
    ) -> None:
        self.name = name
        self.text = text
        self.start, self.end = span
        self.name_start, self.name_end = name_span
        self.keyword = keyword
        self.is_definition = is_definition
        self.is_expanded = is_expanded

    def holds(self, position: Position) -> bool:
        """Tell whether a place is in it, or right behind it."""
        return self.start <= position <= self.end


def find_mentions(instruction: PlacedInstruction, lines: Sequence[str]) -> list[Mention]:
    """Give all places of an instruction and its heredocs where a variable is named, in the order of the text."""
    inner = instruction.trigger or instruction
    keyword = lower(inner.keyword.text)
    found = list(_find_definitions(inner, keyword))
    found += _find_in_line(instruction, keyword)
    for heredoc in instruction.heredocs or inner.heredocs:
        for number in range(heredoc.lines[0], heredoc.lines[1] + 1):
            found += _find_in_text(lines[number - 1], number, keyword, instruction.line.escape)
    return sorted(found, key=lambda mention: (mention.start, mention.end))


def _find_definitions(instruction: PlacedInstruction, keyword: str) -> Iterator[Mention]:
    if keyword not in _DEFINING:
        return
    for word in instruction.arguments:
        if word.kind == "name" and re.fullmatch(_NAME, word.text):
            span = word.start, word.end
            yield Mention(word.text, word.text, span, span, keyword, is_definition=True, is_expanded=False)


def _find_in_line(instruction: PlacedInstruction, keyword: str) -> Iterator[Mention]:
    line = instruction.line
    inner = instruction.trigger or instruction
    start = inner.keyword.offset + len(inner.keyword.text)
    is_expanded = keyword in EXPANDED and instruction.trigger is None
    for first, last, name_first, name in _scan(line.text, start, line.escape):
        name_span = line.start(name_first), line.end(name_first + len(name))
        span = line.start(first), line.end(last)
        text = line.text[first:last]
        yield Mention(name, text, span, name_span, keyword, is_definition=False, is_expanded=is_expanded)


def _find_in_text(text: str, number: int, keyword: str, escape: str) -> Iterator[Mention]:
    for first, last, name_first, name in _scan(text, 0, escape, has_quotes=False):
        span = (number, first + 1), (number, last + 1)
        name_span = (number, name_first + 1), (number, name_first + len(name) + 1)
        yield Mention(name, text[first:last], span, name_span, keyword, is_definition=False, is_expanded=False)


def _scan(text: str, start: int, escape: str, *, has_quotes: bool = True) -> Iterator[tuple[int, int, int, str]]:
    """Give start, end, start of the name, and name of each reference; nested ones behind those around them."""
    token = re.compile(
        rf"{re.escape(escape)}.|'[^']*+'|\"|\$\{{?({_NAME})" if has_quotes else rf"\$\{{?({_NAME})", re.DOTALL
    )
    position = start
    is_quoted = False
    ends = _find_braces(text, start, escape, has_quotes=has_quotes)
    while (match := token.search(text, position)) is not None:
        position = match.end()
        if match[0] == '"':
            is_quoted = not is_quoted
        elif match[0].startswith("'") and is_quoted:
            # In double quotes an apostrophe is a character like others.
            position = match.start() + 1
        elif match[1] is not None:
            yield match.start(), ends.get(match.start(), match.end()), match.start(1), match[1]


def _find_braces(text: str, start: int, escape: str, *, has_quotes: bool) -> dict[int, int]:
    """Give, by where each ``${`` begins, the place behind the brace that ends it; those without one are left out."""
    if "${" not in text:
        return {}
    # In a heredoc, what is escaped for the builder is a reference for the shell all the same.
    escaped = "." if has_quotes else r"\}"
    ends: dict[int, int] = {}
    stack: list[int] = []
    for match in re.finditer(rf"{re.escape(escape)}{escaped}|\$\{{|\}}", text[start:], re.DOTALL):
        if match[0] == "${":
            stack.append(start + match.start())
        elif match[0] == "}" and stack:
            ends[stack.pop()] = start + match.end()
    return ends
