"""``preimage check``: BuildKit's build checks on many files at once."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from preimage.api import compile
from preimage.cli.base_options import BaseSources
from preimage.cli.build_options import HelpFormatter, add_build_options, read_build_args
from preimage.cli.dockerfiles import DockerfileInput, find_dockerfiles, read_dockerfile, read_ignore_file
from preimage.cli.terminal import escape_report
from preimage.model.errors import BaseError, DockerfileError, MissingBaseError, OptionError, PreimageError
from preimage.model.report import FileReport

FORMATS = ("text", "json", "sarif", "github", "short")


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    if not options.paths:
        options.paths = ["."]
    sources = BaseSources(options, say=lambda note: None)
    build_args = read_build_args(options.build_arg)
    reports = []
    for source in _read_all(options.paths):
        if isinstance(source, FileReport):
            reports.append(source)
            continue
        findings = []
        error: PreimageError | None = None
        try:
            findings = compile(
                source.data,
                target=options.target,
                build_args=build_args,
                bases=sources.for_folder(source.folder),
                contexts=sources.contexts,
                all_stages=True,
                check=build_args.get("BUILDKIT_DOCKERFILE_CHECK"),
                ignore_file=read_ignore_file(source),
            ).warnings
        except DockerfileError as failure:
            findings, error = failure.warnings, failure
        except PreimageError as failure:
            error = failure
        reports.append(FileReport(filename=source.name, data=source.data, findings=findings, error=error))
    _print_reports(reports, options)
    return _status(reports, options.warn_only)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="preimage check",
        description="Run BuildKit's build checks. Every stage is looked at, or with --target what that stage needs.",
        allow_abbrev=False,
        formatter_class=HelpFormatter,
    )
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="Dockerfiles, folders to search for them, or - for standard input (default: .)",
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="what to print the report as (default: text, as docker does)"
    )
    parser.add_argument("--warn-only", action="store_true", help="warnings do not fail; errors still do")
    add_build_options(parser, unresolved="empty")
    return parser.parse_args(arguments)


def _read_all(paths: Sequence[str]) -> Iterator[DockerfileInput | FileReport]:
    """Read every file; one that cannot be read becomes a report of its own and stops no other."""
    for path in paths:
        try:
            found = list(find_dockerfiles(path))
        except OSError as error:
            yield _unreadable(path, error)
            continue
        if not found:
            yield FileReport(filename=path, data=b"", error=OptionError("no Dockerfile in this folder"))
        for name in found:
            try:
                yield read_dockerfile(name)
            except OSError as error:
                yield _unreadable(name, error)
            except PreimageError as error:
                yield FileReport(filename=name, data=b"", error=error)


def _unreadable(path: str, error: OSError) -> FileReport:
    return FileReport(filename=path, data=b"", error=OptionError(f"{path}: {error.strerror}"))


def _print_reports(reports: list[FileReport], options: argparse.Namespace) -> None:
    from importlib import import_module

    renderer = import_module(f"preimage.backends.check_{options.format}")
    text: str = renderer.render_check(reports)
    # In JSON all controls that can do harm are escaped as JSON wants it.
    text = text + "\n" if options.format in ("json", "sarif") else escape_report(text)
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.flush()
    if options.format in ("text", "json"):
        from preimage.backends.check_text import render_errors

        sys.stderr.write(escape_report(render_errors(reports)))


def _status(reports: list[FileReport], warn_only: bool) -> int:
    errors = [report.error for report in reports if report.error is not None]
    if any(isinstance(error, OptionError) for error in errors):
        return 2
    if any(isinstance(error, BaseError | MissingBaseError) for error in errors):
        return 4
    if errors:
        return 1
    return 1 if not warn_only and any(report.findings for report in reports) else 0
