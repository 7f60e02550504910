"""What people see: errors with their excerpt, notes, and never a raw control character from a file."""

from __future__ import annotations

import os
import sys

from preimage.model.errors import DockerfileError

_RED = "\x1b[1;31m"
_PLAIN = "\x1b[0m"


def print_error(message: str) -> None:
    """Print an error to standard error."""
    from preimage.backends.excerpt import escape_controls

    label = f"{_RED}ERROR:{_PLAIN}" if has_colors(sys.stderr.fileno()) else "ERROR:"
    print(f"{label} {escape_controls(message)}", file=sys.stderr)


def print_note(message: str) -> None:
    """Print a warning or a hint to standard error."""
    from preimage.backends.excerpt import escape_controls

    print(escape_controls(message), file=sys.stderr)


def print_dockerfile_error(filename: str, data: bytes, error: DockerfileError) -> None:
    """Print an error of a Dockerfile as BuildKit's client does: place, excerpt, text."""
    from preimage.backends.excerpt import escape_controls, render_excerpt
    from preimage.golang.text import decode_utf8

    excerpt = render_excerpt(filename, decode_utf8(data), error.lines)
    if excerpt:
        print(escape_controls(excerpt), file=sys.stderr, end="" if excerpt.endswith("\n") else "\n")
    print_error(str(error))


def has_colors(descriptor: int) -> bool:
    """Tell whether to colour what goes there: a terminal, and NO_COLOR is not set."""
    return not os.environ.get("NO_COLOR") and os.isatty(descriptor)
