"""Patterns of paths, written as in ``.gitignore``, and the files of a git work tree that hold them.

Patterns of deeper folders come before those of higher ones; in one file the last that fits counts.

Source: docs/reference/cli.md, "Finding files".
"""

from __future__ import annotations

import os
import re

from preimage.inputs.reading import read_file
from preimage.model.errors import LimitError, OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from pathspec import GitIgnoreSpec

GIT_FOLDER = ".git"
IGNORE_FILES = (".gitignore", ".ignore")
"""Names of the files that hold patterns, the later before the earlier."""

_MOST_BYTES = 1 << 20
# A pattern is tried in every way: more of these, and a name could be chosen that takes minutes.
_MOST_STARS = 3
_MOST_DEEP = 3
_STARS = r"\*+"
# A name may stand once in an expression.
_GROUP_NAME = r"\(\?P<\w+>"


class PathPatterns:
    """Patterns of one file or option; paths are relative to ``folder``, an absolute path.

    They are parsed when a path holds what one of them needs: most runs meet no such path, and what parses them takes
    longer to load than many a Dockerfile to check.
    """

    __slots__ = ("_any", "_lines", "_needed", "_prefix", "_spec")

    def __init__(self, folder: str, lines: Iterable[str], name: str, say: Callable[[str], None]) -> None:
        """Read the patterns; ``say`` is told which of ``name`` cannot be used, with its line."""
        self._prefix = os.path.join(folder, "")
        self._lines = _list_usable(lines, name, say)
        self._needed = [_needed_text(line) for line in self._lines]
        self._spec: GitIgnoreSpec | None = None
        self._any: re.Pattern[str] | None = None

    def describe(self) -> str:
        """Give a text that is the same for patterns that exclude the same; empty without patterns."""
        return "\0".join((self._prefix, *self._lines, "")) if self._lines else ""

    def excludes(self, path: str) -> bool | None:
        """Tell whether an absolute path is excluded (a folder ends in a slash); None if no pattern fits."""
        if not path.startswith(self._prefix):
            return None
        path = path[len(self._prefix) :]
        if self._spec is None or self._any is None:
            if not any(text in path for text in self._needed):
                return None
            self._spec = _parse_patterns(self._lines)
            self._any = _join_patterns(self._spec)
        # Most paths fit no pattern, which this tells faster.
        return self._spec.check_file(path).include if self._any.match(path) is not None else None


def _list_usable(lines: Iterable[str], name: str, say: Callable[[str], None]) -> list[str]:
    """Give the lines that are patterns, without those that would take long."""
    usable = []
    for number, line in enumerate(lines, 1):
        line = line.rstrip("\r\n")
        if not line.strip() or line.startswith("#"):
            continue
        if _is_costly(line):
            say(f"{name}:{number}: pattern left out: it has too many wildcards")
            continue
        # What is below a folder is not that folder.
        usable.append(f"{line}/*" if line.endswith("/**") else line)
    return usable


def _needed_text(pattern: str) -> str:
    """Give a text that every path holds that a pattern fits; empty if there is none to be sure of."""
    # What a bracket begins may be anything. No other sign with a meaning is part of a name.
    return max(re.split(r"[*?\\!/\s]+", pattern.partition("[")[0]), key=len)


def _parse_patterns(lines: list[str]) -> GitIgnoreSpec:
    try:
        return _make_spec(lines)
    except ValueError:
        # git passes over a pattern that is none.
        return _make_spec([line for line in lines if _is_pattern(line)])


def _make_spec(lines: list[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    # Other back ends are chosen by what is installed, and take no names that are not UTF-8.
    return GitIgnoreSpec.from_lines(lines, backend="simple")


def _join_patterns(spec: GitIgnoreSpec) -> re.Pattern[str]:
    """Give the expression that fits what any of the patterns fits."""
    texts = [pattern.regex.pattern for pattern in spec.patterns if pattern.regex is not None]
    return re.compile("|".join(re.sub(_GROUP_NAME, "(?:", text) for text in texts) if texts else "(?!)")


def _is_pattern(line: str) -> bool:
    try:
        _make_spec([line])
    except ValueError:
        return False
    return True


def _is_costly(line: str) -> bool:
    segments = line.strip("/").split("/")
    is_deep = sum(segment == "**" for segment in segments) > _MOST_DEEP
    return is_deep or any(len(re.findall(_STARS, segment)) > _MOST_STARS for segment in segments)


class IgnoreLayers:
    """The ignore files that hold for a folder, from the root of its git work tree down; empty outside of one."""

    __slots__ = ("_layers", "_say")

    def __init__(self, layers: tuple[PathPatterns, ...], say: Callable[[str], None]) -> None:
        self._layers = layers
        self._say = say

    def excludes(self, path: str) -> bool:
        """Tell whether an absolute path in this folder is excluded; a folder ends in a slash."""
        for layer in reversed(self._layers):
            verdict = layer.excludes(path)
            if verdict is not None:
                return verdict
        return False

    def describe(self) -> str:
        """Give a text that is the same for layers that exclude the same; empty without patterns."""
        return "".join(layer.describe() for layer in self._layers)

    def enter(self, folder: str, names: Collection[str], place: str, *, is_inside: bool) -> IgnoreLayers:
        """Give the layers for a folder below.

        ``names`` are those in it, ``place`` is how it is opened and named, ``is_inside``: it is in a work tree.

        Errors are those of opening a file.
        """
        layers = self._layers
        if GIT_FOLDER in names:
            layers = tuple(self._read(folder, os.path.join(place, GIT_FOLDER, "info", "exclude"), is_optional=True))
        elif not is_inside:
            return self
        for name in IGNORE_FILES:
            if name in names:
                layers = (*layers, *self._read(folder, os.path.join(place, name)))
        return self if layers is self._layers else IgnoreLayers(layers, self._say)

    def _read(self, folder: str, path: str, *, is_optional: bool = False) -> list[PathPatterns]:
        if not os.path.isfile(path):
            return []
        try:
            # As in git, a link is no list of patterns: it may lead anywhere.
            data = read_file(path, _MOST_BYTES, follow=False)
        except (LimitError, OptionError) as error:
            self._say(f"{error}; its patterns are left out")
            return []
        except OSError:
            if is_optional:
                return []
            raise
        lines = data.decode("utf-8", "surrogateescape").split("\n")
        return [PathPatterns(folder, lines, path, self._say)]


def find_work_tree(folder: str) -> str:
    """Give the root of the git work tree that an absolute path is in; empty if it is in none."""
    while True:
        if os.path.exists(os.path.join(folder, GIT_FOLDER)):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return ""
        folder = above


def open_layers(folder: str, say: Callable[[str], None]) -> IgnoreLayers:
    """Give the layers that hold above an absolute folder, up to the root of its work tree.

    A folder that they exclude was asked for all the same: only what is in it counts then.
    """
    layers = IgnoreLayers((), say)
    root = find_work_tree(folder)
    if not root or root == folder:
        return layers
    inner = os.path.relpath(folder, root).split(os.sep)
    path = root
    for name in inner:
        layers = layers.enter(path, _list_special(path), path, is_inside=True)
        path = os.path.join(path, name)
        if layers.excludes(path + os.sep):
            return IgnoreLayers((), say)
    return layers


def _list_special(folder: str) -> list[str]:
    return [name for name in (GIT_FOLDER, *IGNORE_FILES) if os.path.exists(os.path.join(folder, name))]
