"""What ``preimage check`` writes, and where: the report, errors that are no part of it, notes, the closing line.

Source: docs/reference/cli.md, "The closing line".
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from preimage.cli.arguments import DeclaredArguments, Options
from preimage.cli.check_formats import FORMATS, Format
from preimage.cli.closing import CLOSING
from preimage.cli.manners import MANNERS, has_colors
from preimage.cli.search_options import describe_skipped, print_skipped
from preimage.cli.terminal import (
    choose_paint,
    print_base_hint,
    print_closing_notes,
    print_note,
    print_version_note,
    write_report,
)
from preimage.model.errors import OptionError
from preimage.model.report import FileReport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from preimage.cli.check_fix import Fixer
    from preimage.cli.check_formats import Render
    from preimage.inputs.search import DockerfileSearch

STANDARD_OUTPUT = "-"
_COUNTED = ("text", "short", "json")
"""Formats that statistics can be had in."""


def add_report_options(parser: DeclaredArguments) -> None:
    """Add the options that say what the report looks like, and where it goes."""
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="text",
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)} (default: text, as docker does)",
    )
    parser.add_argument(
        "--statistics", action="store_true", help="tell how often each rule is broken, instead of where"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write the report to a file; - is standard output")


class Circumstances:
    """What is to be told besides the reports.

    - ``search`` has found the files, and ``foreign`` of them were for another front end.
    - ``fixer`` has fixed them; None: they are as they were.
    """

    __slots__ = ("fixer", "foreign", "search")

    def __init__(self, search: DockerfileSearch, foreign: int = 0, fixer: Fixer | None = None) -> None:
        self.search = search
        self.foreign = foreign
        self.fixer = fixer


def write_reports(reports: Sequence[FileReport], options: Options, around: Circumstances) -> None:
    """Write everything.

    Raises:
        OptionError: the format has no statistics.
        OSError: the output cannot be written.
    """
    form = FORMATS[options.format]
    has_report = around.fixer is None or around.fixer.has_report
    has_closing = has_report and form.is_for_people and not MANNERS.is_quiet
    closing = _render_closing(reports, around) if has_closing else ""
    is_file = options.output is not None and options.output != STANDARD_OUTPUT
    # A file is read by other means than a terminal.
    load = form.load_painted if not is_file and has_colors(sys.stdout) and not options.statistics else None
    if has_report:
        write_report(
            _stream(reports, options, form, load or form.load, closing if is_file else ""),
            is_json=form.is_json,
            is_visible=form.is_visible or load is not None,
            size=sum(len(report.data) for report in reports),
            files=len(reports),
            output=options.output if is_file else None,
        )
        sys.stdout.flush()
    if not has_report or (form.has_errors_apart and not options.statistics):
        from preimage.backends.check_text import render_errors

        sys.stderr.write(render_errors(reports, choose_paint(sys.stderr), names_file=True))
    _print_notes(reports, around, has_closing=has_closing)
    if closing and not is_file:
        # What was written there is to be read before.
        sys.stderr.flush()
        write_report(closing, is_json=False)


def _render_closing(reports: Sequence[FileReport], around: Circumstances) -> str:
    from preimage.backends.check_summary import render_closing_line

    return f"{render_closing_line(reports, describe_skipped(around.search), foreign=around.foreign)}\n"


def _print_notes(reports: Sequence[FileReport], around: Circumstances, *, has_closing: bool) -> None:
    print_base_hint(*(report.error for report in reports if report.error is not None))
    for report in reports:
        if report.error is not None:
            print_version_note(report.filename, report.data, report.error)
    if MANNERS.is_verbose:
        for name in around.search.passed_over:
            print_note(f"skipped {name}")
    if not has_closing:
        print_skipped(around.search)
    if any(report.error is not None for report in reports):
        CLOSING.is_cut = True
    print_closing_notes()
    if around.fixer is not None:
        around.fixer.conclude()


def _stream(
    reports: Sequence[FileReport],
    options: Options,
    form: Format,
    load: Callable[[], Render],
    closing: str,
) -> Iterator[str]:
    if options.statistics:
        yield _count(reports, options.format)
    elif not (
        MANNERS.is_quiet and form.is_for_people and not any(report.findings or report.error for report in reports)
    ):
        yield from load()(reports)
    if closing:
        yield closing


def _count(reports: Sequence[FileReport], name: str) -> str:
    if name not in _COUNTED:
        raise OptionError(f"--statistics can be had as {', '.join(_COUNTED)}, not as {name}")
    from preimage.backends.check_summary import render_statistics, render_statistics_json

    return render_statistics_json(reports) if name == "json" else render_statistics(reports)
