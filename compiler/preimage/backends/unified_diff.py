"""The difference of two texts of one file, as ``diff -u`` and ``patch`` know it."""

from __future__ import annotations

from preimage.golang.text import decode_utf8

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHORT = {7: r"\a", 8: r"\b", 9: r"\t", 10: r"\n", 11: r"\v", 12: r"\f", 13: r"\r", 34: r"\"", 92: r"\\"}
_HASH = r"\043"
_NO_NEWLINE = "\n\\ No newline at end of file\n"


def render_unified(filename: str, before: bytes, after: bytes) -> Iterator[str]:
    """Give the lines of the difference, with their ends; none if there is no difference."""
    if before == after:
        return
    from preimage.backends.line_matching import LineMatcher

    old, new = _split(before), _split(after)
    name = quote_name(filename)
    yield f"--- {name}\n"
    yield f"+++ {name}\n"
    for group in LineMatcher(old, new).get_grouped_opcodes():
        (_, first, _, new_first, _), (_, _, last, _, new_last) = group[0], group[-1]
        yield f"@@ -{_format_range(first, last)} +{_format_range(new_first, new_last)} @@\n"
        for kind, start, end, new_start, new_end in group:
            if kind == "equal":
                yield from _mark(" ", old[start:end])
            else:
                yield from _mark("-", old[start:end])
                yield from _mark("+", new[new_start:new_end])


def _format_range(first: int, last: int) -> str:
    """Give lines from 0, the last excluded, as the head of a hunk has them: an empty range is behind a line."""
    count = last - first
    return f"{first + (count > 0)}" if count == 1 else f"{first + (count > 0)},{count}"


def _mark(sign: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}{_NO_NEWLINE}"


def quote_name(name: str) -> str:
    """Give the name of a file as the header of a difference has it, where it must stay one line and one name.

    As with git: a name with a control, a quote, a backslash or a byte above 0x7f stands in quotes with C's escapes,
    such bytes in octal; behind one with a blank there is a tab, up to which ``patch`` reads it.

    Source: git-config(1), ``core.quotePath``.
    """
    if name.isascii() and name.isprintable() and not any(each in name for each in ('"', "\\", "##")):
        return f"{name}\t" if " " in name else name
    data = name.encode("utf-8", "surrogateescape")
    # What a build server obeys is escaped here, in a way that patch reads, before the text is made visible.
    escaped = "".join(_SHORT.get(byte) or (chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}") for byte in data)
    return f'"{escaped.replace("##", "#" + _HASH)}"'


def _split(data: bytes) -> list[str]:
    """Split at newlines only, which stay; the last line may have none."""
    *lines, last = decode_utf8(data).split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]
