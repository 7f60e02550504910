"""What people see: errors with their excerpt, notes, and never a raw control character from a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from preimage.cli.closing import CLOSING
from preimage.cli.exit_status import WRONG_USE, status_of
from preimage.cli.manners import MANNERS, has_colors
from preimage.model.errors import BaseError, DockerfileError, LimitError, PreimageError, ProjectError
from preimage.model.limits import DEFAULT_LIMITS

_PIECE = 1 << 16
"""Characters of JSON that are made harmless and written at a time."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager
    from typing import TextIO

    from preimage.backends.colors import Paint


def choose_paint(stream: TextIO) -> Paint:
    """Give what paints texts for a stream: nothing where there is to be no colour."""
    from preimage.backends.colors import leave, paint

    return paint if has_colors(stream) else leave


def print_error(message: str) -> None:
    """Print an error to standard error."""
    from preimage.model.visible import show_line

    print(f"{choose_paint(sys.stderr)('error', 'ERROR:')} {show_line(message)}", file=sys.stderr)


def print_project_error(error: ProjectError) -> None:
    """Print what a tool says of a project, which may have several lines, and where that is if it does not say so."""
    from preimage.model.visible import show, show_line

    label = choose_paint(sys.stderr)("error", "ERROR:")
    frame, separator, text = show(error.message).rpartition("ERROR: ")
    print(f"{frame if separator else ''}{label} {text}", file=sys.stderr)
    if error.file and error.file not in error.message:
        has_line = error.line is not None and "line " not in text
        print(show_line(f"{error.file}:{error.line}" if has_line else error.file), file=sys.stderr)


def print_note(message: str) -> None:
    """Print a warning or a hint to standard error, unless ``--quiet`` is given."""
    if MANNERS.is_quiet:
        return
    from preimage.model.visible import show_line

    print(show_line(message), file=sys.stderr)


def print_line(message: str) -> None:
    """Print a line to standard output."""
    from preimage.model.visible import show_line

    # In one order with reports, which are written as bytes.
    sys.stdout.buffer.write(f"{show_line(message)}\n".encode())


def print_dockerfile_error(filename: str, data: bytes, message: str, lines: tuple[int, ...]) -> None:
    """Print an error of a Dockerfile as BuildKit's client does: place, excerpt, text.

    Where there is no place to show, the file is named before the text.
    """
    from preimage.backends.colors import paint_excerpt
    from preimage.backends.excerpt import render_excerpt
    from preimage.model.report import FileReport

    excerpt = render_excerpt(filename, FileReport(filename=filename, data=data).text, lines)
    print(paint_excerpt(excerpt, "error", choose_paint(sys.stderr)), file=sys.stderr, end="")
    print_error(message if excerpt else f"{filename}: {message}")


FILE_FAULTS = (DockerfileError, BaseError, LimitError)
"""What can be wrong with one Dockerfile, as against what is wrong with the command."""


class ReportedError(Exception):
    """An error that people have been told of; what is left of it is the exit status of the command."""

    def __init__(self, status: int) -> None:
        super().__init__(f"exit status {status}")
        self.status = status


def reporting(filename: str, data: bytes) -> AbstractContextManager[None]:
    """Print what is wrong with a Dockerfile, whose text is ``data``, and end the command.

    Raises:
        ReportedError: in place of one of `FILE_FAULTS`.
    """
    return _Reporting(filename, data)


class _Reporting:
    """What `reporting` gives; every run would wait for the module contextlib to be loaded."""

    def __init__(self, filename: str, data: bytes) -> None:
        self._filename = filename
        self._data = data

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, FILE_FAULTS):
            raise ReportedError(report_failure(self._filename, self._data, error)) from error


def report_failure(filename: str, data: bytes, error: DockerfileError | BaseError | LimitError) -> int:
    """Print an error of a Dockerfile, and how to go on when a base is missing; gives the exit status."""
    CLOSING.is_cut = True
    if isinstance(error, LimitError):
        print_error(f"{filename}: {error}")
        return 1
    print_dockerfile_error(filename, data, str(error), error.lines)
    print_fault_notes(filename, data, error)
    print_base_hint(error)
    print_version_note(filename, data, error)
    return status_of(error)


def print_unread(name: str, error: PreimageError | OSError) -> int:
    """Print that a file or folder cannot be read; gives the exit status."""
    if isinstance(error, OSError):
        print_error(f"{os.fsdecode(error.filename) if error.filename else name}: {error.strerror}")
        return WRONG_USE
    print_error(str(error))
    return status_of(error)


def print_fault_notes(filename: str, data: bytes, error: PreimageError) -> None:
    """Print what may lie behind an error: what cannot be seen in the text."""
    if isinstance(error, DockerfileError) and not isinstance(error, BaseError):
        from preimage.cli.fault_notes import list_fault_notes

        for note in list_fault_notes(filename, data, error):
            print_note(note)


def print_version_note(filename: str, data: bytes, error: PreimageError) -> None:
    """Print that another version of the front end may have other rules, if that may matter to an error."""
    if isinstance(error, DockerfileError) and not isinstance(error, BaseError):
        from preimage.cli.front_ends import describe_version

        note = describe_version(filename, data)
        if note:
            print_note(note)


def print_closing_notes() -> None:
    """Print what is to be said at the end of the command, if it was not yet."""
    for note in CLOSING.take():
        print_note(note)


def print_base_hint(*errors: PreimageError) -> None:
    """Print what happened to bases that could not be had, and how to go on; nothing for other errors."""
    missing = [error for error in errors if isinstance(error, BaseError)]
    if missing:
        from preimage.cli.base_hints import list_hints

        # What happened to each, then what helps, each line once however many Dockerfiles it concerns.
        hints = [list_hints(error) for error in missing]
        facts = [line for lines in hints for line in lines[:-1]]
        for line in dict.fromkeys([*facts, *(lines[-1] for lines in hints)]):
            print_note(line)


def escape_json_report(text: str) -> str:
    """Make JSON harmless: what JSON allows to stand in a text, but terminals and build servers may obey, is escaped."""
    from preimage.model.visible import show_json

    return show_json(text)


def escape_report(text: str) -> str:
    """Make a report of several lines harmless."""
    from preimage.model.visible import show

    return show(text)


def write_report(
    report: str | Iterable[str],
    *,
    is_json: bool,
    is_visible: bool = False,
    size: int = 0,
    files: int = 1,
    output: str | None = None,
) -> None:
    """Write a report, or its pieces, made harmless; JSON has no newline at its end yet.

    ``is_visible``: the renderer has made visible what is foreign, the rest is to be obeyed. ``size`` and ``files`` are
    those of the Dockerfiles it is about. ``output`` is a file, which is written whole or not at all; None or ``-``:
    standard output.

    Raises:
        LimitError: it is larger than the limit; what is within was written to standard output.
        OSError: the file cannot be written.
    """
    pieces = _encode_pieces([report] if isinstance(report, str) else report, is_json, is_visible, size, files)
    if output is not None and output != "-":
        from preimage.cli.atomic import write_atomically

        write_atomically(output, b"".join(pieces))
        return
    for data in pieces:
        sys.stdout.buffer.write(data)


def require_report_size(length: int, size: int, files: int = 1) -> None:
    """Refuse a report of so many bytes, on as many Dockerfiles of ``size`` bytes together.

    Raises:
        LimitError: it is larger than the limit.
    """
    # A report on no file at all says that.
    most = DEFAULT_LIMITS.output_bytes * max(1, files) + 16 * size
    if length > most:
        raise LimitError(f"the report is larger than {most} bytes (limit output_bytes)")


def _encode_pieces(pieces: Iterable[str], is_json: bool, is_visible: bool, size: int, files: int) -> Iterator[bytes]:
    length = 0
    for piece in _join_pieces(pieces) if is_json else pieces:
        text = piece if is_visible else escape_json_report(piece) if is_json else escape_report(piece)
        data = text.encode("utf-8")
        length += len(data)
        require_report_size(length, size, files)
        yield data
    if is_json:
        yield b"\n"


def _join_pieces(pieces: Iterable[str]) -> Iterator[str]:
    """Give pieces of JSON, of which there are many small ones, in few larger ones."""
    joined: list[str] = []
    length = 0
    for piece in pieces:
        joined.append(piece)
        length += len(piece)
        if length >= _PIECE:
            yield "".join(joined)
            joined, length = [], 0
    yield "".join(joined)
