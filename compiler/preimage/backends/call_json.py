"""The pieces that the JSON of the check, outline and targets calls have in common.

The documents are put together as text: they are mostly line numbers, which a general writer takes far longer for.

Source: docs/reference/check-calls.md, "JSON".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


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


def render_location(lines: Sequence[int], depth: int) -> str:
    """Render a location: one range for each line. Line 0 leaves its start and end empty, no lines the whole of it."""
    if not lines:
        return "{}"
    inner = "  " * depth
    ranges = ",\n".join(_render_range(line, inner) for line in lines)
    return f'{{\n{inner}  "ranges": [\n{ranges}\n{inner}  ]\n{inner}}}'


def _render_range(line: int, inner: str) -> str:
    place = f'{{\n{inner}        "line": {line}\n{inner}      }}' if line else "{}"
    return f'{inner}    {{\n{inner}      "start": {place},\n{inner}      "end": {place}\n{inner}    }}'


def render_bytes(data: bytes) -> str:
    """Render bytes as Go does: in base64."""
    from binascii import b2a_base64

    return f'"{b2a_base64(data, newline=False).decode("ascii")}"'
