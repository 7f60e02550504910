"""The difference of two texts of one file, as ``diff -u`` and ``patch`` know it."""

from __future__ import annotations

from preimage.golang.text import decode_utf8

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_NEWLINE = "\n\\ No newline at end of file\n"


def render_unified(filename: str, before: bytes, after: bytes) -> Iterator[str]:
    """Give the lines of the difference, with their ends; none if there is no difference."""
    from difflib import unified_diff

    for line in unified_diff(_split(before), _split(after), filename, filename):
        yield line if line.endswith("\n") else line + _NO_NEWLINE


def _split(data: bytes) -> list[str]:
    """Split at newlines only, which stay; the last line may have none."""
    *lines, last = decode_utf8(data).split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]
