"""What people see: errors with their excerpt, notes, and never a raw control character from a file."""

from __future__ import annotations

import os
import sys

from preimage.cli.exit_status import status_of
from preimage.model.errors import BaseError, DockerfileError, LimitError, MissingBaseError, PreimageError
from preimage.model.limits import DEFAULT_LIMITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TextIO

_RED = "\x1b[1;31m"
_PLAIN = "\x1b[0m"


def print_error(message: str) -> None:
    """Print an error to standard error."""
    from preimage.model.visible import show_line

    label = f"{_RED}ERROR:{_PLAIN}" if has_colors(sys.stderr) else "ERROR:"
    print(f"{label} {show_line(message)}", file=sys.stderr)


def print_note(message: str) -> None:
    """Print a warning or a hint to standard error."""
    from preimage.model.visible import show_line

    print(show_line(message), file=sys.stderr)


def print_line(message: str) -> None:
    """Print a line to standard output."""
    from preimage.model.visible import show_line

    print(show_line(message))


def print_dockerfile_error(filename: str, data: bytes, message: str, lines: tuple[int, ...]) -> None:
    """Print an error of a Dockerfile as BuildKit's client does: place, excerpt, text."""
    from preimage.backends.excerpt import render_excerpt
    from preimage.model.report import FileReport
    from preimage.model.visible import show

    print(show(render_excerpt(filename, FileReport(filename=filename, data=data).text, lines)), file=sys.stderr, end="")
    print_error(message)


def has_colors(stream: TextIO) -> bool:
    """Tell whether to colour what goes there: a terminal that can, and NO_COLOR is not set."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()


def report_failure(filename: str, data: bytes, error: DockerfileError | BaseError | LimitError) -> int:
    """Print an error of a Dockerfile, and how to go on when a base is missing; gives the exit status."""
    if isinstance(error, LimitError):
        print_error(f"{filename}: {error}")
        return 1
    print_dockerfile_error(filename, data, str(error), error.lines)
    print_base_hint(error)
    return status_of(error)


def print_base_hint(error: PreimageError) -> None:
    """Print how to go on when a base is missing or cannot be had; nothing for other errors."""
    if isinstance(error, MissingBaseError):
        from preimage.model.platforms import format_platform_full, machine_platform

        reference = error.reference
        usual = os.environ.get("DOCKER_DEFAULT_PLATFORM") or format_platform_full(machine_platform())
        option = "" if error.platform in ("", usual) else f" --platform {error.platform}"
        print_note(
            f"The config of {reference} is not known. Give it with --base {reference}=FILE (FILE from 'skopeo inspect "
            f"--config --raw docker://{reference}'), have it fetched and kept with 'preimage lock{option}', or take an "
            "empty one with --unresolved empty."
        )
    elif isinstance(error, BaseError):
        print_note(
            "Bases can also be given with --base REF=FILE, kept with 'preimage lock', or taken as empty with "
            "--unresolved empty; none of these asks a registry."
        )


def write_report(pieces: Iterable[str], make_visible: Callable[[str], str] | None, sizes: Iterable[int]) -> None:
    """Write a report to standard output.

    ``make_visible`` is applied to each piece; None where the renderer has done so with all that is foreign.
    ``sizes`` are those of the Dockerfiles that the report is about.

    Raises:
        LimitError: it is larger than the limit; what is within was written.
    """
    most = left = sum(output_limit(size) for size in sizes)
    for piece in pieces:
        data = (make_visible(piece) if make_visible is not None else piece).encode("utf-8")
        left -= len(data)
        if left < 0:
            raise LimitError(f"the report is larger than {most} bytes (limit output_bytes)")
        sys.stdout.buffer.write(data)


def output_limit(size: int) -> int:
    """Give how many bytes may be printed for a Dockerfile of a size."""
    return DEFAULT_LIMITS.output_bytes + 16 * size
