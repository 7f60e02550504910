"""``preimage check``: BuildKit's build checks on many files at once."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence

from preimage.api import compile_request
from preimage.cli.arguments import Options
from preimage.cli.base_options import add_switch
from preimage.cli.build_options import CommandParser, add_build_options, read_platforms
from preimage.cli.check_output import Circumstances, add_report_options, write_reports
from preimage.cli.check_plan import CheckPlan, describe_unreadable
from preimage.cli.compilation import EntrySources, fetch_together, platforms_of, request_of_call
from preimage.cli.docker_options import take_output_of_docker
from preimage.cli.exit_status import BAD, GOOD, WRONG_USE, status_of
from preimage.cli.fix_options import add_fix_options, is_fixing, require_fixing
from preimage.cli.front_ends import describe_foreign
from preimage.cli.jobs import add_jobs_option, map_files
from preimage.cli.project_options import locate, open_located
from preimage.cli.rule_options import add_rule_options, has_portability_rule, settle_levels
from preimage.cli.search_options import add_paths, add_search_options, open_search, read_context
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import print_note
from preimage.inputs.base_sources import BaseSources
from preimage.inputs.dockerfiles import STANDARD_INPUT, DockerfileInput, read_dockerfile, read_ignore_file
from preimage.inputs.entries import Entry, read_entry
from preimage.inputs.project_locations import Location, parse_location
from preimage.model.errors import DockerfileError, OptionError, PreimageError, ProjectError
from preimage.model.findings import Finding
from preimage.model.limits import Budget, Limits
from preimage.model.options import BuildRequest
from preimage.model.report import FileReport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.cli.check_fix import Fixer
    from preimage.inputs.search import DockerfileSearch, Found
    from preimage.model.bases import BaseSource
    from preimage.model.edits import Suggestion
    from preimage.results.compilation import Compilation


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    take_output_of_docker(options)
    settings = CommandSettings("check", options)
    search = open_search(options, settings)
    planner = _Planner(settings)
    plans = [plan for found in _read_all(options, search) if (plan := planner.plan(found)) is not None]
    planner.fetch(plans)
    fixer = _open_fixer(options)
    if fixer is not None:
        plans = fixer.fix_all(plans)
    # What was read lives to the end; whoever looks for dead objects need not look at it.
    gc.freeze()
    checked = _check_all(plans, options.jobs)
    if os.path.lexists(".dockerignore"):
        from preimage.cli.context_notes import tell_other_contexts

        tell_other_contexts(
            (plan.entry.source, plan.sources, plan.requests[0], report)
            for plan, report in checked
            if isinstance(plan, CheckPlan) and not plan.entry.name and plan.options.context is plan.options.file is None
        )
    reports = _join(checked)
    if options.output is not None:
        from preimage.cli.atomic import require_other_file

        require_other_file(options.output, *(report.filename for report in reports if report.is_read))
    write_reports(reports, options, Circumstances(search, planner.foreign, fixer))
    if options.exit_zero:
        return 0
    fixed = BAD if fixer is not None and fixer.has_failed else GOOD
    if fixer is not None and fixer.is_only:
        return max(fixed, _error_status(reports))
    return max(fixed, _status(reports, options.warn_only))


def _parse(arguments: list[str]) -> Options:
    parser = CommandParser(
        "check", "Run BuildKit's build checks. Every stage is looked at, or with --target what that stage needs."
    )
    add_paths(parser, "Dockerfiles, folders to search for them, or - for standard input (default: .)")
    parser.add_argument(
        "--stdin-filename", metavar="NAME", default="", help="the path of the Dockerfile that standard input stands for"
    )
    add_report_options(parser)
    parser.add_argument("--warn-only", action="store_true", help="warnings do not fail; errors still do")
    parser.add_argument("--exit-zero", action="store_true", help="nothing that is found fails")
    add_rule_options(parser)
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
    add_fix_options(parser)
    add_search_options(parser)
    add_jobs_option(parser)
    add_build_options(parser, unresolved="empty", is_call=True, has_platform=True)
    options = parser.parse_arguments(arguments)
    require_fixing(options)
    return options


class _Planner:
    """Finds out how each entry is checked; files with the same options share what follows from them."""

    def __init__(self, settings: CommandSettings) -> None:
        self._settings = settings
        self._sources = EntrySources(settings, say=_say_nothing)
        self._requests: dict[int, list[BuildRequest]] = {}
        self.foreign = 0
        """How many Dockerfiles were for another front end."""

    def plan(self, found: Entry | FileReport) -> CheckPlan | FileReport | None:
        """Give the plan for an entry; None if it is for a front end with other rules, which is told."""
        if isinstance(found, FileReport):
            return found
        options = self._settings.settle(found)
        sources = self._sources.open(found, options)
        requests = self._requests.get(id(options)) if not found.name else None
        if requests is None:
            options.rules = settle_levels(options)
            options.portable = options.portable or bool(options.select and has_portability_rule(options.rules))
            requests = [
                request_of_call(found, options, sources, platform=platform, all_stages=True, has_notes=True)
                for platform in platforms_of(found, options)
            ]
            if not found.name:
                self._requests[id(options)] = requests
        note = describe_foreign(found.source.name, found.source.data, requests[0].build_args)
        if note:
            print_note(note)
            self.foreign += 1
            return None
        return CheckPlan(found, options, requests, sources)

    def fetch(self, plans: Sequence[CheckPlan | FileReport]) -> None:
        """Have the bases of all Dockerfiles asked for at once."""
        groups: dict[int, list[CheckPlan]] = {}
        for plan in plans:
            if isinstance(plan, CheckPlan):
                groups.setdefault(id(plan.sources), []).append(plan)
        for group in groups.values():
            builds = [(plan.entry, request) for plan in group for request in plan.requests]
            fetch_together(group[0].sources, builds)


def _open_fixer(options: Options) -> Fixer | None:
    """Give what fixes files; None if none are to be fixed."""
    if not is_fixing(options):
        return None
    from preimage.cli.check_fix import Fixer

    return Fixer(options)


def _say_nothing(note: str) -> None:
    """Take no notice: what an unknown base hides is no matter of a check."""


_Advice = tuple[list[str | None], bool]
"""For which platforms suggestions are proven, and whether unsafe ones are wanted."""

_Work = tuple[DockerfileInput, BaseSources, list[BuildRequest], bool, _Advice | None, Limits]


def _check_all(
    plans: Sequence[CheckPlan | FileReport], jobs: int | None
) -> list[tuple[CheckPlan | FileReport, FileReport]]:
    """Check all entries; whatever is wrong with one is in its report."""
    readable = [plan for plan in plans if isinstance(plan, CheckPlan)]
    work = [(p.entry.source, p.sources, p.requests, p.is_portable, _read_advice(p), p.entry.limits) for p in readable]
    # What is used is noted in this process only.
    is_watched = any("usage" in vars(plan.options) for plan in readable)
    found = map_files(_check, work, 1 if is_watched else jobs)
    return [(plan, plan if isinstance(plan, FileReport) else _report(plan, *next(found))) for plan in plans]


def _read_advice(plan: CheckPlan) -> _Advice | None:
    """Give what is asked for in the way of suggestions; those for a build of a project hold for its platforms."""
    options = plan.options
    if not options.suggest:
        return None
    is_build = bool(plan.entry.name)
    return [each.platform for each in plan.requests] if is_build else read_platforms(
        options.platform
    ), options.unsafe_fixes


def _report(
    plan: CheckPlan, findings: list[Finding], error: PreimageError | None, suggestions: dict[int, Suggestion | str]
) -> FileReport:
    by_finding = {id(findings[place]): suggestion for place, suggestion in suggestions.items()}
    if plan.levels:
        findings = [each for each in findings if plan.levels.get(each.rule) != "off"]
    source = plan.entry.source
    return FileReport(
        filename=source.name,
        data=source.data,
        findings=findings,
        error=error,
        suggestions=by_finding,
        fatal_rules=plan.fatal_rules,
    )


def _check(work: _Work) -> tuple[list[Finding], PreimageError | None, dict[int, Suggestion | str]]:
    """Check one file, here or in a process that shares the work; what is the same for all platforms is found once."""
    findings: list[Finding] = []
    suggestions: dict[int, Suggestion | str] = {}
    error: PreimageError | None = None
    for request in work[2]:
        # The findings for the first platform come first, and suggestions go by their places.
        found, failure, suggested = _check_for(work, request, has_advice=not findings)
        suggestions = suggestions or suggested
        seen = frozenset(findings)
        findings += [finding for finding in found if finding not in seen] if seen else found
        error = error or failure
    return findings, error, suggestions


def _check_for(
    work: _Work, request: BuildRequest, *, has_advice: bool
) -> tuple[list[Finding], PreimageError | None, dict[int, Suggestion | str]]:
    source, sources, _, is_portable, advice, limits = work
    advice = advice if has_advice else None
    try:
        bases, budget = sources.for_folder(source.folder), Budget(limits, len(source.data))
        result = compile_request(source.data, request, bases, read_ignore_file(source), budget)
        suggestions = _advise(source, result, request, bases, advice)
    except DockerfileError as failure:
        suggestions = _advise(source, None, request, sources.for_folder(source.folder), advice)
        return [*failure.warnings, *failure.notes], failure, suggestions
    except PreimageError as failure:
        return [], failure, {}
    except OSError as failure:
        return [], describe_unreadable(source.name, failure), {}
    findings = [*result.warnings, *result.notes]
    if is_portable:
        from preimage.results.portability_notes import find_portability_notes

        findings += find_portability_notes(result)
    return findings, None, suggestions


def _advise(
    source: DockerfileInput,
    result: Compilation | None,
    request: BuildRequest,
    bases: BaseSource,
    advice: _Advice | None,
) -> dict[int, Suggestion | str]:
    """Give suggestions by the places of findings, if they are asked for."""
    if advice is None:
        return {}
    from preimage.cli.check_fix import list_suggestions

    return list_suggestions(source, result, request, bases, advice)


def _join(checked: list[tuple[CheckPlan | FileReport, FileReport]]) -> list[FileReport]:
    """Give the reports, those on builds of one Dockerfile in one."""
    reported = [(plan.entry if isinstance(plan, CheckPlan) else None, report) for plan, report in checked]
    if not any(entry is not None and entry.name for entry, _ in reported):
        return [report for _, report in reported]
    from preimage.cli.check_projects import join_reports, merge_reports

    return [join_reports([reported[place] for place in places]) for places in merge_reports(reported)]


def _read_all(options: Options, search: DockerfileSearch) -> Iterator[Entry | FileReport]:
    """Read every file; one that cannot be read becomes a report of its own and stops no other."""
    if options.file is not None:
        location = locate(read_context(options), options)
        yield from (
            _read_project(location, options) if location.kind else [_read(read_context(options), options.file, options)]
        )
        return
    for path in options.paths or ["."]:
        location = parse_location(path, options.project_kind)
        if location.kind:
            if not search.leaves_out(location.path):
                yield from _read_project(location, options)
            continue
        if path == STANDARD_INPUT and options.stdin_filename:
            if os.path.isdir(options.stdin_filename):
                raise OptionError(f"--stdin-filename {options.stdin_filename}: this is a folder")
            if search.find(options.stdin_filename).names:
                yield _read(path, None, options)
            continue
        yield from _read_found(path, search.find(path), options)


def _read_found(path: str, found: Found, options: Options) -> Iterator[Entry | FileReport]:
    """Read what a path has led to; a Dockerfile that a project builds is not read by itself."""
    for error in found.errors:
        name = os.path.normpath(error.filename or path)
        yield _report_unread(name, describe_unreadable(name, error))
    if found.is_empty:
        yield _report_unread(path, OptionError("no Dockerfile in this folder"))
    built = set()
    for location in found.projects:
        for each in _read_project(location, options, root=path):
            built.add(os.path.abspath(each.source.name) if isinstance(each, Entry) else "")
            yield each
    for name in found.names:
        if not built or os.path.abspath(name) not in built:
            yield _read(name, None, options)


def _read_project(location: Location, options: Options, root: str = "") -> Iterator[Entry | FileReport]:
    """Read the builds of a project; one whose Dockerfile cannot be read stops no other.

    ``root`` is the folder that was searched, which Dockerfiles must not leave; empty: the project was named.
    """
    try:
        opened = open_located(location, options)
    except ProjectError as failure:
        # A report has a form of its own for the place.
        yield _report_unread(failure.file or location.path, ProjectError(failure.summary, failure.file, failure.line))
        return
    except PreimageError as failure:
        yield _report_unread(location.path, failure)
        return
    if not opened.asked and not location.is_found:
        title = f"{location.path}#{location.name}" if location.name else location.path
        yield _report_unread(title, OptionError("there is nothing to build"))
    for name in opened.asked:
        title = f"{location.path}#{name}"
        try:
            yield read_entry(opened, name, root=root)
        except OSError as failure:
            yield _report_unread(title, describe_unreadable(title, failure))
        except PreimageError as failure:
            yield _report_unread(title, failure)


def _read(path: str, file: str | None, options: Options) -> Entry | FileReport:
    name = file or path
    try:
        return Entry(read_dockerfile(path, file, print_note, typed_name=options.stdin_filename))
    except OSError as failure:
        return _report_unread(name, describe_unreadable(name, failure))
    except PreimageError as failure:
        return _report_unread(name, failure)


def _report_unread(name: str, error: PreimageError) -> FileReport:
    return FileReport(filename=name, data=b"", error=error, is_read=False)


def _status(reports: list[FileReport], warn_only: bool) -> int:
    """Give the exit status: whatever is in the report fails; what cannot be read does so as in all commands."""
    status = _error_status(reports)
    fails = any(report.faults or (report.warnings and not warn_only) for report in reports)
    return max(status, BAD) if fails else status


def _error_status(reports: list[FileReport]) -> int:
    """Give the exit status that errors come to; bases that could not be had are a finding like others here."""
    errors = [report.error for report in reports if report.error is not None]
    if any(status_of(error) == WRONG_USE for error in errors):
        return WRONG_USE
    return BAD if errors else GOOD
