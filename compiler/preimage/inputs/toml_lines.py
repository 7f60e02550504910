"""On which line of a TOML file each key stands, which the reader of the standard library does not tell.

The file is one that this reader has accepted, so that only strings, comments, brackets and line ends have to be told
apart.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str, ...]
"""The keys that lead to a value."""

# Strings of three quotes come before those of one, which they begin like.
_TOKEN = re.compile(
    r'''"""(?:[^\\]|\\.)*?"""(?!")|\'\'\'.*?\'\'\'(?!')|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|[\[\]{}=\n]|[^"'#\[\]{}=\n]+''',
    re.DOTALL,
)


def find_lines(text: str) -> dict[Path, int]:
    """Give the 1-based line of every table and every key outside of inline tables.

    Of a table in an array of tables the last counts.
    """
    lines: dict[Path, int] = {}
    table: Path = ()
    for key, line, is_header in _list_keys(text):
        path = _parse_key(key)
        if is_header:
            table = path
        else:
            path = (*table, *path)
        for count in range(1, len(path)):
            lines.setdefault(path[:count], line)
        lines[path] = line
    return lines


def _list_keys(text: str) -> Iterator[tuple[str, int, bool]]:
    """Give the text, the line, and whether it is that of a table, of each key."""
    line = 1
    depth = 0
    is_value = False
    key = ""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token == "\n" and not depth:
            if key.strip().startswith("["):
                yield key.strip(), line, True
            key, is_value = "", False
        elif token == "=" and not is_value:
            yield key, line, False
            is_value = True
        elif token in ("[", "{") and is_value:
            depth += 1
        elif token in ("]", "}") and is_value:
            depth -= 1
        elif not token.startswith("#") and not is_value:
            key += token
        line += token.count("\n")
    if key.strip().startswith("["):
        yield key.strip(), line, True


def _parse_key(text: str) -> Path:
    """Read a key, dotted or not, or the header of a table."""
    if not re.search(r"[\"'\\]", text):
        return tuple(part.strip() for part in text.strip("[] \t\r").split("."))
    import tomllib

    read = tomllib.loads(text if text.startswith("[") else f"{text} = 0")
    path = []
    while isinstance(read, list) or (isinstance(read, dict) and read):
        if isinstance(read, list):
            read = read[-1]
            continue
        [(name, read)] = read.items()
        path.append(name)
    return tuple(path)
