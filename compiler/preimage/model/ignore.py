"""The ignore file of a build context (``.dockerignore``), as far as the check CopyIgnoredFile asks it.

These are moby's rules, not those of git: patterns start at the root of the context, ``*`` stops at slashes and a
leading slash means nothing.

Source: docs/reference/checks/copy-ignored-file.md.
"""

from __future__ import annotations

from preimage.golang.paths import clean
from preimage.golang.text import BLANKS, decode_utf8
from preimage.model.ignore_patterns import IgnorePattern, UnreadablePattern
from preimage.model.limits import DEFAULT_LIMITS, Budget

_WHOLE_CONTEXT = frozenset((".", "/"))
_EVERYTHING = frozenset(("*", "**", "**/*"))


class IgnoreFile:
    """The patterns of an ignore file in order; ``has_exceptions`` tells whether one of them starts with ``!``."""

    __slots__ = ("_answers", "_excludes_everything", "has_exceptions", "patterns")

    def __init__(self, patterns: tuple[IgnorePattern, ...], has_exceptions: bool) -> None:
        self.patterns = patterns
        self.has_exceptions = has_exceptions
        self._answers: dict[str, bool] = {}
        self._excludes_everything = any(pattern.text in _EVERYTHING for pattern in patterns)

    def excludes(self, source: str, budget: Budget | None = None) -> bool:
        """Tell whether BuildKit warns that a source of COPY or ADD is left out of the context.

        One exception anywhere switches that off: what it brings back cannot be told without the files. Wildcards in
        the source are taken literally.

        Raises:
            LimitError: the budget is used up.
        """
        if self.has_exceptions:
            return False
        path = clean(source)
        if path in _WHOLE_CONTEXT and not self._excludes_everything:
            return False
        answer = self._answers.get(path)
        if answer is None:
            # Stages often copy the same files.
            answer = self._answers[path] = self._ask_patterns(path, budget or Budget(DEFAULT_LIMITS))
        return answer

    def _ask_patterns(self, path: str, budget: Budget) -> bool:
        for pattern in self.patterns:
            try:
                if pattern.excludes(path, budget):
                    return True
            except UnreadablePattern:
                return False
        return False


def parse_ignore_file(data: bytes) -> IgnoreFile:
    """Parse an ignore file.

    Raises:
        ValueError: ``illegal exclusion pattern: "!"`` or ``syntax error in pattern``.
    """
    patterns: list[IgnorePattern] = []
    has_exceptions = False
    for line in _read_lines(data):
        text = clean(line)
        if text.startswith("!"):
            if text == "!":
                raise ValueError('illegal exclusion pattern: "!"')
            has_exceptions = True
            text = text[1:]
        patterns.append(IgnorePattern(text))
    return IgnoreFile(tuple(patterns), has_exceptions)


def _read_lines(data: bytes) -> list[str]:
    """Give the patterns as they are written, each cleaned, the ``!`` of an exception in front of the clean path."""
    texts = []
    for line in decode_utf8(data.removeprefix(b"\xef\xbb\xbf")).split("\n"):
        text = line.strip(BLANKS)
        if line.startswith("#") or not text:
            continue
        mark = "!" if text.startswith("!") else ""
        text = text.removeprefix("!").strip(BLANKS) if mark else text
        if text:
            text = clean(text)
            text = text[1:] if text.startswith("/") and text != "/" else text
        # Without its slash the path may start with blanks, or be nothing but blanks.
        text = (mark + text).strip(BLANKS)
        if text:
            texts.append(text)
    return texts
