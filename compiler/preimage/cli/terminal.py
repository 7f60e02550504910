"""What people see: errors with their excerpt, notes, and never a raw control character from a file."""

from __future__ import annotations

import os
import sys

from preimage.model.errors import DockerfileError, MissingBaseError

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


def report_failure(filename: str, data: bytes, error: DockerfileError) -> int:
    """Print an error of a Dockerfile, and how to go on when a base is missing; gives the exit status."""
    print_dockerfile_error(filename, data, error)
    if isinstance(error, MissingBaseError):
        print_note(
            f"The config of {error.reference} is not known. Give it with --base {error.reference}=FILE (FILE from "
            f"'skopeo inspect --config --raw docker://{error.reference}'), or take an empty one with "
            "--unresolved empty."
        )
        return 4
    return 1


def escape_report(text: str) -> str:
    """Make a report harmless; the carriage return of a line end stays."""
    from preimage.backends.excerpt import escape_controls

    if "\r" not in text:
        return escape_controls(text)
    return "\r\n".join(map(escape_controls, text.split("\r\n")))
