"""The text of a Dockerfile as lines, and the parser directives at its top.

Source: docs/reference/source.md, "Lines" and "Parser directives".
"""

from __future__ import annotations

from preimage.golang.text import BLANKS, decode_utf8, lower
from preimage.model.errors import DockerfileError
from preimage.model.lint import CheckOptions, parse_check_options
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MAX_LINE_BYTES = 65535
TOO_LONG = f"dockerfile line greater than max allowed size of {MAX_LINE_BYTES}"

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_REGEXP_BLANKS = "\t\n\f\r "
_DIRECTIVE_NAMES = ("syntax", "escape", "check")


class Source:
    """The lines of one file; a line that is too long ends them.

    ``lines`` have no line ends, ``raw_lines`` keep the carriage returns (heredoc bodies need them). ``count`` tells how
    many lines there are as editors count: behind the last newline there is one more.
    """

    __slots__ = ("count", "has_separators", "is_cut", "lines", "raw_lines")

    def __init__(self, data: bytes) -> None:
        text = decode_utf8(data.removeprefix(_BYTE_ORDER_MARK))
        self.raw_lines = text.split("\n")
        self.count = len(self.raw_lines)
        self.is_cut = False
        # A character takes four bytes at most, so that few files have their bytes looked through, too.
        if len(data) > MAX_LINE_BYTES and 4 * max(map(len, self.raw_lines)) > MAX_LINE_BYTES:
            data = self._cut_at_long_line(data)
            text = decode_utf8(data.removeprefix(_BYTE_ORDER_MARK))
            self.raw_lines = text.split("\n")
        # A byte order mark alone makes a line.
        if data.endswith(b"\n") or not data:
            self.raw_lines.pop()
        self.lines = [line.rstrip("\r") for line in self.raw_lines] if "\r" in text else self.raw_lines
        # Only these make Python's own idea of white space differ from Go's.
        self.has_separators = "\x1c" in text or "\x1d" in text or "\x1e" in text or "\x1f" in text

    def _cut_at_long_line(self, data: bytes) -> bytes:
        start = 0
        while start < len(data):
            end = data.find(b"\n", start)
            end = len(data) if end < 0 else end
            if end - start > MAX_LINE_BYTES:
                self.is_cut = True
                return data[:start]
            start = end + 1
        return data


class Directives(Value):
    """What the directives at the top say, and how many lines they take."""

    __slots__ = ("escape", "count")

    def __init__(self, escape: str, count: int) -> None:
        self.escape: Final = escape
        self.count: Final = count


def parse_directive(line: str) -> tuple[str, str]:
    """Parse a directive to name (lower case) and value; both are empty for a line that is no known directive."""
    if not line.startswith("#"):
        return "", ""
    head, _, value = line[1:].partition("=")
    name = head.lstrip(BLANKS).rstrip(_REGEXP_BLANKS)
    # Letters of other scripts may be those of a name in lower case.
    if not value or not name.isascii() or lower(name) not in _DIRECTIVE_NAMES:
        return "", ""
    # One character has to stay, even when all are blank.
    return lower(name), value.strip(_REGEXP_BLANKS) or value[-1]


def read_directives(lines: list[str], faults: list[DockerfileError] | None = None) -> Directives:
    """Read the directives at the top of a file; with ``faults`` what is wrong is added to them, and left out.

    Raises:
        DockerfileError: a name given twice or a bad escape character; its line is one less than that of the directive.
    """
    escape = "\\"
    seen = set()
    for index, line in enumerate(lines):
        # Most files have none; no letter is a blank.
        name, value = ("", "") if line[:1].isalpha() else parse_directive(line.lstrip(BLANKS))
        if not name:
            return Directives(escape, index)
        fault = None
        if name in seen:
            fault = f"only one {name} parser directive can be used"
        elif name == "escape" and value not in ("\\", "`"):
            fault = f"invalid escape token '{value}' does not match ` or \\"
        elif name == "escape":
            escape = value
        if fault is not None:
            error = DockerfileError(fault, [[index]])
            if faults is None:
                raise error
            faults.append(error)
        seen.add(name)
    return Directives(escape, len(lines))


def find_check_directive(data: bytes) -> str:
    """Give the value of the ``check`` directive, which BuildKit reads by rules of its own; empty without one."""
    value, _ = find_directive(data, "check")
    return value.split(" ", 1)[0] if value else ""


def read_check_options(data: bytes) -> CheckOptions:
    """Read the options of the ``check`` directive.

    Raises:
        DockerfileError: they cannot be read.
    """
    try:
        return parse_check_options(find_check_directive(data))
    except ValueError as error:
        raise DockerfileError(f"failed to parse check options: {error}") from error


def find_directive(data: bytes, wanted: str) -> tuple[str, int]:
    """Give the value of a directive and its 1-based line, by the rules of what reads it before the front end does.

    Without one: an empty text, and line 0.
    """
    if data[:1].isalpha():
        return "", 0
    data = data.removeprefix(_BYTE_ORDER_MARK)
    seen = set()
    number = start = 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        line = data[start:end]
        start = end + 1
        number += 1
        if number == 1 and line.startswith(b"#!"):
            continue
        if not line.startswith(b"#") or len(line) > MAX_LINE_BYTES:
            break
        name, value = parse_directive(decode_utf8(line).removesuffix("\r"))
        if not name or name in seen:
            break
        if name == wanted:
            return value, number
        seen.add(name)
    return "", 0
