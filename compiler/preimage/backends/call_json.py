"""The pieces that the JSON of the check, outline and targets calls have in common.

The documents are put together as text: they are mostly line numbers, which a general writer takes far longer for.

Source: docs/reference/check-calls.md, "JSON".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from preimage.backends.excerpt import is_block

LOCATION_LINES = 1_000
"""Lines of one location that are listed one by one."""
LISTED_LINES = 30_000
"""Lines of one document that are listed one by one."""


def render_object(members: Iterable[tuple[str, str]], depth: int) -> str:
    """Render an object from its keys and rendered values; ``depth`` is that of the object itself."""
    indent = "  " * (depth + 1)
    body = ",\n".join(f'{indent}"{key}": {value}' for key, value in members)
    return f"{{\n{body}\n{'  ' * depth}}}" if body else "{}"


def render_list(elements: Iterable[str], depth: int) -> str:
    """Render a list from its rendered elements; ``depth`` is that of the list itself."""
    indent = "  " * (depth + 1)
    body = ",\n".join(indent + element for element in elements)
    return f"[\n{body}\n{'  ' * depth}]" if body else "[]"


class Locations:
    """The locations of one document.

    As BuildKit has it, there is a range for each line. Where a location has more than 1,000 lines, or those of the
    document are more than 30,000, lines that follow each other share one range.
    """

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = LISTED_LINES

    def render(self, lines: Sequence[int], depth: int) -> str:
        """Render a location; line 0 leaves its start and end empty, no lines the whole of it."""
        if not lines:
            return "{}"
        blocks = [(line, line) for line in lines] if len(lines) <= min(self._left, LOCATION_LINES) else _merge(lines)
        self._left -= len(blocks)
        inner = "  " * depth
        ranges = ",\n".join(_render_range(first, last, inner) for first, last in blocks)
        return f'{{\n{inner}  "ranges": [\n{ranges}\n{inner}  ]\n{inner}}}'


def _merge(lines: Sequence[int]) -> list[tuple[int, int]]:
    """Give first and last of each block of lines that follow each other."""
    if is_block(lines):
        return [(lines[0], lines[-1])]
    blocks = [(lines[0], lines[0])]
    for line in lines[1:]:
        first, last = blocks[-1]
        if line <= last + 1:
            blocks[-1] = (first, line)
        else:
            blocks.append((line, line))
    return blocks


def _render_range(first: int, last: int, inner: str) -> str:
    start, end = _render_place(first, inner), _render_place(last, inner)
    return f'{inner}    {{\n{inner}      "start": {start},\n{inner}      "end": {end}\n{inner}    }}'


def _render_place(line: int, inner: str) -> str:
    return f'{{\n{inner}        "line": {line}\n{inner}      }}' if line else "{}"


def render_bytes(data: bytes) -> str:
    """Render bytes as Go does: in base64."""
    from binascii import b2a_base64

    return f'"{b2a_base64(data, newline=False).decode("ascii")}"'
