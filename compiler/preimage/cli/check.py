"""``preimage check``: BuildKit's build checks on many files at once."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence

from preimage.api import compile_request
from preimage.cli.base_options import SourcesOfRun, add_switch
from preimage.cli.build_options import CommandParser, add_build_options, read_platforms
from preimage.cli.check_formats import FORMATS, Format
from preimage.cli.closing import note_cut
from preimage.cli.compilation import fetch_together, request_of_call
from preimage.cli.front_ends import describe_foreign
from preimage.cli.search_options import add_paths, add_search_options, open_search, print_skipped, read_context
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import escape_report, print_base_hint, print_note, print_version_note, write_report
from preimage.inputs.base_sources import BaseSources
from preimage.inputs.dockerfiles import STANDARD_INPUT, DockerfileInput, read_dockerfile, read_ignore_file
from preimage.model.errors import DockerfileError, OptionError, PreimageError
from preimage.model.findings import Finding
from preimage.model.options import BuildRequest
from preimage.model.report import FileReport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.inputs.search import DockerfileSearch


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    settings = CommandSettings("check", options)
    search = open_search(options, settings)
    planner = _Planner(settings)
    plans = [plan for found in _read_all(options, search) if (plan := planner.plan(found)) is not None]
    planner.fetch(plans)
    reports = [plan if isinstance(plan, FileReport) else _check(plan) for plan in plans]
    _print_reports(reports, FORMATS[options.format])
    print_base_hint(*(report.error for report in reports if report.error is not None))
    for report in reports:
        if report.error is not None:
            print_version_note(report.filename, report.data, report.error)
            note_cut()
    print_skipped(search)
    pairs = zip(plans, reports, strict=True)
    rules = {id(report): plan.options.rules for plan, report in pairs if isinstance(plan, _Plan)}
    return _status(reports, options.warn_only, rules)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = CommandParser(
        "check", "Run BuildKit's build checks. Every stage is looked at, or with --target what that stage needs."
    )
    add_paths(parser, "Dockerfiles, folders to search for them, or - for standard input (default: .)")
    parser.add_argument(
        "--stdin-filename", metavar="NAME", default="", help="the path of the Dockerfile that standard input stands for"
    )
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="text",
        help="what to print the report as (default: text, as docker does)",
    )
    parser.add_argument("--warn-only", action="store_true", help="warnings do not fail; errors still do")
    add_switch(
        parser,
        "--portable",
        "also note what buildah, podman and older engines make of the result, and what it inherits unmeant",
    )
    parser.add_argument(
        "--context",
        metavar="FOLDER",
        help="the build context, whose .dockerignore counts (default: for each Dockerfile, the folder it is in)",
    )
    add_search_options(parser)
    add_build_options(parser, unresolved="empty", is_call=True, has_platform=True)
    return parser.parse_args(arguments)


class _Plan:
    """A Dockerfile, and how it is checked: with a request for each platform."""

    __slots__ = ("options", "requests", "source", "sources")

    def __init__(
        self, source: DockerfileInput, options: argparse.Namespace, requests: list[BuildRequest], sources: BaseSources
    ) -> None:
        self.source = source
        self.options = options
        self.requests = requests
        self.sources = sources


class _Planner:
    """Finds out how each Dockerfile is checked; files with the same options share what follows from them."""

    def __init__(self, settings: CommandSettings) -> None:
        self._settings = settings
        self._sources = SourcesOfRun(say=lambda note: None)
        self._requests: dict[int, list[BuildRequest]] = {}

    def plan(self, found: DockerfileInput | FileReport) -> _Plan | FileReport | None:
        """Give the plan for a Dockerfile; None if it is for a front end with other rules, which is told."""
        if isinstance(found, FileReport):
            return found
        options = self._settings.settle(found)
        sources = self._sources.open(options)
        requests = self._requests.get(id(options))
        if requests is None:
            requests = self._requests[id(options)] = [
                request_of_call(options, sources, platform=platform, all_stages=True, has_notes=True)
                for platform in read_platforms(options.platform)
            ]
        note = describe_foreign(found.name, found.data, requests[0].build_args)
        if note:
            print_note(note)
            return None
        return _Plan(found, options, requests, sources)

    def fetch(self, plans: Sequence[_Plan | FileReport]) -> None:
        """Have the bases of all Dockerfiles asked for at once."""
        groups: dict[int, list[_Plan]] = {}
        for plan in plans:
            if isinstance(plan, _Plan):
                groups.setdefault(id(plan.sources), []).append(plan)
        for group in groups.values():
            builds = [(plan.source, request) for plan in group for request in plan.requests]
            fetch_together(group[0].sources, builds)


def _check(plan: _Plan) -> FileReport:
    """Check one file; whatever is wrong with it is in the report, once for all platforms where it is the same."""
    source, options = plan.source, plan.options
    findings: list[Finding] = []
    error: PreimageError | None = None
    for request in plan.requests:
        found, failure = _check_for(plan, request)
        seen = frozenset(findings)
        findings += [finding for finding in found if finding not in seen]
        error = error or failure
    if options.rules:
        findings = [each for each in findings if options.rules.get(each.rule) != "off"]
    return FileReport(filename=source.name, data=source.data, findings=findings, error=error)


def _check_for(plan: _Plan, request: BuildRequest) -> tuple[list[Finding], PreimageError | None]:
    """Check one file for one platform."""
    source = plan.source
    try:
        bases = plan.sources.for_folder(source.folder)
        result = compile_request(source.data, request, bases, read_ignore_file(source))
    except DockerfileError as failure:
        return [*failure.warnings, *failure.notes], failure
    except PreimageError as failure:
        return [], failure
    except OSError as failure:
        return [], _unreadable(source.name, failure)
    findings = [*result.warnings, *result.notes]
    if plan.options.portable:
        from preimage.results.portability_notes import find_portability_notes

        findings += find_portability_notes(result)
    return findings, None


def _read_all(options: argparse.Namespace, search: DockerfileSearch) -> Iterator[DockerfileInput | FileReport]:
    """Read every file; one that cannot be read becomes a report of its own and stops no other."""
    if options.file is not None:
        yield _read(read_context(options), options.file, options)
        return
    for path in options.paths or ["."]:
        if path == STANDARD_INPUT and options.stdin_filename:
            if os.path.isdir(options.stdin_filename):
                raise OptionError(f"--stdin-filename {options.stdin_filename}: this is a folder")
            if search.find(options.stdin_filename).names:
                yield _read(path, None, options)
            continue
        found = search.find(path)
        for error in found.errors:
            name = os.path.normpath(error.filename or path)
            yield _report_unread(name, _unreadable(name, error))
        if found.is_empty:
            yield _report_unread(path, OptionError("no Dockerfile in this folder"))
        for name in found.names:
            yield _read(name, None, options)


def _read(path: str, file: str | None, options: argparse.Namespace) -> DockerfileInput | FileReport:
    name = file or path
    try:
        return read_dockerfile(path, file, print_note, typed_name=options.stdin_filename)
    except OSError as failure:
        return _report_unread(name, _unreadable(name, failure))
    except PreimageError as failure:
        return _report_unread(name, failure)


def _report_unread(name: str, error: PreimageError) -> FileReport:
    return FileReport(filename=name, data=b"", error=error, is_read=False)


def _unreadable(name: str, error: OSError) -> OptionError:
    """Give the error of a report on ``name``, which each format shows in its own way; another file is named here."""
    is_other = error.filename and os.path.normpath(error.filename) != os.path.normpath(name)
    return OptionError(f"{error.filename}: {error.strerror}" if is_other else str(error.strerror))


def _print_reports(reports: list[FileReport], form: Format) -> None:
    """Print the report, and on standard error the errors that are no part of it."""
    render = form.load()
    size = sum(len(report.data) for report in reports)
    write_report(render(reports), is_json=form.is_json, is_visible=form.is_visible, size=size, files=len(reports))
    sys.stdout.flush()
    if form.has_errors_apart:
        from preimage.backends.check_text import render_errors

        sys.stderr.write(escape_report(render_errors(reports)))


def _status(reports: list[FileReport], warn_only: bool, rules: dict[int, dict[str, str] | None]) -> int:
    """Give the exit status: whatever is in the report fails, so that a hook need not tell kinds of failure apart.

    ``rules`` are the levels of rules that were set for a report: those that are an error fail in any case.
    """
    for report in reports:
        levels = rules.get(id(report)) or {}
        has_errors = any(levels.get(finding.rule) == "error" for finding in report.findings)
        if report.error is not None or has_errors or (report.warnings and not warn_only):
            return 1
    return 0
