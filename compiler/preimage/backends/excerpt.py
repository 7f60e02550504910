"""The excerpt of a Dockerfile that BuildKit shows under a warning or an error, within bounds that BuildKit lacks.

An excerpt of at most 1,000 lines and 64 Ki characters is BuildKit's to the byte. What is beyond that is left out, and
so are excerpts when those of a report come to 2 Mi characters; each time that is said. A file of 64 KiB whose findings
all point at the same long instruction would else be shown thousands of times.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from preimage.model.visible import show_line

EXCERPT_LINES = 1_000
EXCERPT_CHARACTERS = 1 << 16
REPORT_CHARACTERS = 1 << 21

_RULE = "--------------------\n"


class Excerpts:
    """The excerpts of one file in one report."""

    __slots__ = ("_heading", "_left", "_lines")

    def __init__(self, filename: str, text: str) -> None:
        self._heading = show_line(filename)
        self._lines = text.split("\n")
        self._left = REPORT_CHARACTERS

    def render(self, lines: Sequence[int]) -> str:
        """Show the lines of the file with what surrounds them.

        ``lines`` are 1-based and sorted. Empty if there are none, or the first one is not in the file. Nothing is
        trimmed or escaped but the name of the file: see `preimage.model.visible`.

        Source: docs/reference/check-calls.md, "The excerpt".
        """
        if not lines or not 1 <= lines[0] <= len(self._lines):
            return ""
        heading = f"{self._heading}:{lines[0]}\n"
        if self._left <= 0:
            return f"{heading}(no excerpt: those of this report are over {REPORT_CHARACTERS} characters)\n"
        excerpt = "".join([heading, _RULE, *self._render_lines(lines), _RULE])
        self._left -= len(excerpt)
        return excerpt

    def _render_lines(self, lines: Sequence[int]) -> list[str]:
        first, last = lines[0], min(lines[-1], len(self._lines))
        around = 2 if first == last else 1
        start, end = max(1, first - around), min(len(self._lines), last + around)
        is_marked = _make_test(lines)
        shown: list[str] = []
        left = EXCERPT_CHARACTERS
        for number in range(start, end + 1):
            if len(shown) == EXCERPT_LINES or left <= 0:
                shown.append(f" ... | {end - number + 1} more lines are not shown\n")
                break
            text = self._lines[number - 1]
            more = f" ... {len(text) - left} more characters are not shown" if len(text) > left else ""
            shown.append(f" {number:>3} | {'>>>' if is_marked(number) else '   '} {text[:left]}{more}\n")
            left -= len(text)
        return shown


def render_excerpt(filename: str, text: str, lines: Sequence[int]) -> str:
    """Show the lines of a file, for a single finding or error: see `Excerpts.render`."""
    return Excerpts(filename, text).render(lines)


def is_block(lines: Sequence[int]) -> bool:
    """Tell whether sorted lines follow each other without a gap, as those of an instruction do."""
    return len(lines) == lines[-1] - lines[0] + 1


def _make_test(lines: Sequence[int]) -> Callable[[int], bool]:
    if is_block(lines):
        return lambda number: lines[0] <= number <= lines[-1]
    return frozenset(lines).__contains__
