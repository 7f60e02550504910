"""``preimage snapshot``: the image config beside the Dockerfile, for review and against surprises.

Source: docs/reference/snapshots.md.
"""

from __future__ import annotations

import os
from contextlib import suppress

from preimage.api import diff
from preimage.bases.empty import UnresolvedWatch
from preimage.cli.arguments import Options
from preimage.cli.build_options import CommandParser, add_build_options, read_build_args, read_labels, read_platforms
from preimage.cli.compilation import EntrySources, compile_entry, fetch_together, is_linked, request_of_build
from preimage.cli.jobs import add_jobs_option, map_files, print_own_note, settle_jobs
from preimage.cli.search_options import add_paths, add_search_options, open_search, print_skipped, read_found
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import (
    FILE_FAULTS,
    ReportedError,
    print_error,
    print_line,
    print_unread,
    reporting,
    require_report_size,
    write_report,
)
from preimage.inputs.base_sources import BaseSources
from preimage.inputs.dockerfiles import STANDARD_INPUT
from preimage.inputs.entries import Entry
from preimage.inputs.project_locations import find_kind
from preimage.inputs.reading import read_file
from preimage.model.errors import LimitError, OptionError, PreimageError
from preimage.model.platforms import format_platform_full, machine_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.model.errors import BaseError, DockerfileError
    from preimage.model.image import Platform
    from preimage.model.options import BuildRequest
    from preimage.model.references import Reference
    from preimage.results.compilation import Compilation

    _Planned = tuple[Entry, BaseSources, Options]
    _Rendered = tuple[str, DockerfileError | BaseError | LimitError | None, Sequence[tuple[Reference, Platform]]]

SNAPSHOT_BYTES = 32 << 20
"""Bytes of a snapshot that is there already."""

ENDING = ".config.json"
"""What the name of a snapshot has behind that of the Dockerfile."""


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    settings = CommandSettings("snapshot", options)
    search = open_search(options, settings)
    paths = [os.path.normpath(_strip_ending(path)) for path in options.paths or ["."]]
    if STANDARD_INPUT in (*paths, options.file):
        raise OptionError("a Dockerfile from standard input has no place for a snapshot")
    opener = EntrySources(settings, say=print_own_note)
    read = read_found(search, paths, options, settings)
    members = [(entry, _with_recorded(entry, own, options)) for entry, own in read.members]
    found = [(entry, opener.open(entry, own), own) for entry, own in members]
    groups: dict[int, tuple[BaseSources, list[tuple[Entry, BuildRequest]]]] = {}
    for entry, sources, own in found:
        groups.setdefault(id(sources), (sources, []))[1].append((entry, _request(entry, own, sources)))
    for sources, builds in groups.values():
        fetch_together(sources, builds)
    jobs = settle_jobs(options, (own for _, _, own in found))
    rendered = map_files(_render, found, jobs, stays=lambda planned: is_linked(planned[0]))
    status = max([read.status, *(_process(each, text) for each, text in zip(found, rendered, strict=True))])
    print_skipped(search)
    return status


def _parse(arguments: list[str]) -> Options:
    parser = CommandParser(
        "snapshot", f"Write the image config of each Dockerfile beside it, as Dockerfile{ENDING}, or check it."
    )
    add_paths(parser, "Dockerfiles, their snapshots, or folders to search (default: .)")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail with the difference if one is out of date"
    )
    parser.add_argument("--fail-if-changed", action="store_true", help="write, and fail if that changed anything")
    add_search_options(parser)
    add_jobs_option(parser)
    add_build_options(parser, unresolved="error")
    options = parser.parse_arguments(arguments)
    if "," in ",".join(options.platform):
        parser.error("snapshot takes one platform")
    return options


def _read_platform(entry: Entry, options: Options) -> str:
    """Give the platform that was asked for, by an option or by settings, or the first of a project; else the usual."""
    [platform] = read_platforms([*(options.platform or entry.platforms[:1])])
    return platform or format_platform_full(machine_platform())


def _with_recorded(entry: Entry, options: Options, given: Options) -> Options:
    """Give the options of a Dockerfile with those that its snapshot records beneath them; ``given`` are as parsed.

    What a project builds, its own files say.
    """
    from preimage.backends.snapshot import read_options

    recorded = None
    # What cannot be read is told when it is to be compared.
    with suppress(PreimageError, OSError):
        old = None if entry.name else _read(_find_place(entry, options))
        recorded = None if old is None else read_options(old)
    if recorded is None:
        return options
    own = Options(**vars(options))
    own.platform = options.platform or ([recorded.platform] if recorded.platform else [])
    own.build_arg = [*(f"{name}={value}" for name, value in recorded.build_args.items()), *options.build_arg]
    own.label = [*(f"{name}={value}" for name, value in recorded.labels.items()), *options.label]
    if recorded.has_unresolved and given.unresolved is None:
        own.unresolved = "empty"
    return own


def _strip_ending(path: str) -> str:
    """Give what a snapshot is of: a Dockerfile, whose target may stand before the ending, or a build of a project."""
    if not path.endswith(ENDING):
        return path
    name = path.removesuffix(ENDING)
    for place in (index for index, character in enumerate(name) if character == "."):
        if os.path.isfile(name[:place]) and find_kind(name[:place]):
            return f"{name[:place]}#{name[place + 1 :]}"
    shorter = name.rpartition(".")[0]
    return shorter if not os.path.exists(name) and os.path.exists(shorter) else name


def _find_place(entry: Entry, options: Options) -> str:
    """Give the path of the snapshot: beside the Dockerfile, or beside the file of the project."""
    if entry.opened is None:
        name = entry.source.name
    else:
        title = entry.opened.title
        name = f"{os.path.join(title, entry.kind) if os.path.isdir(title) else title}.{entry.name}"
    return f"{name}.{options.target}{ENDING}" if options.target else name + ENDING


def _process(planned: _Planned, rendered: _Rendered) -> int:
    """Write or check one snapshot; gives the exit status."""
    entry, sources, options = planned
    source = entry.source
    text, error, taken_as_empty = rendered
    sources.tell_empty(taken_as_empty)
    try:
        with reporting(source.name, source.data):
            if error is not None:
                raise error
            require_report_size(len(text.encode("utf-8", "surrogatepass")), len(source.data))
    except ReportedError as reported:
        # The others are of use all the same.
        return reported.status
    path = _find_place(entry, options)
    try:
        old = _read_own(path) if options.check else _replace(path, text)
    except (OptionError, LimitError, OSError) as unread:
        return print_unread(path, unread)
    if old == text:
        return 0
    if not options.check:
        print_line(f"{'wrote' if old is None else 'updated'} {path}")
        return 1 if options.fail_if_changed else 0
    if old is None:
        print_error(f"{path}: there is no snapshot; write it with 'preimage snapshot'")
    else:
        result, _ = _compile(entry, sources, options, UnresolvedWatch())
        change = _show_change(old, text, result, path)
        write_report(change, is_json=False, is_visible=True, size=len(source.data))
        print_error(f"{path}: out of date; write it anew with 'preimage snapshot'")
    return 1


def _show_change(old: str, new: str, result: Compilation, path: str) -> str:
    """Show what differs: in the image by its leaves, else by lines."""
    from preimage.backends.snapshot import read_image, render_change, render_options
    from preimage.model.visible import show

    image = read_image(old)
    if image is not None:
        from preimage.backends.diff_text import render_diff
        from preimage.cli.explain_report import make_layout

        found = diff(image, result, history=True).to_dict()
        text = render_options(old, new) + render_diff(found, f"{path} -> now", make_layout())
        if text:
            return text
    return show(render_change(old, new, path))


def _render(planned: _Planned) -> _Rendered:
    """Give the text of a snapshot, or the error in its place, and what was taken as empty; what of it crosses is small.

    Other errors are those of the command, and raised.
    """
    watch = UnresolvedWatch()
    try:
        return _compile(*planned, watch)[1], None, watch.found
    except FILE_FAULTS as error:
        return "", error, watch.found


def _compile(entry: Entry, sources: BaseSources, options: Options, watch: UnresolvedWatch) -> tuple[Compilation, str]:
    from preimage.backends.snapshot import render_snapshot

    platform = _read_platform(entry, options)
    build_args = _read_args(entry, options)
    result = compile_entry(
        entry, options, sources, platform, build_args=build_args, build_platform=platform, watch=watch
    )
    stated = {
        "platform": platform,
        "target": options.target or entry.target,
        "buildArgs": dict(sorted(build_args.items())),
        "labels": dict(sorted({**entry.labels, **read_labels(options.label)}.items())),
    }
    return result, render_snapshot(result.image, result.bases, stated)


def _read_args(entry: Entry, options: Options) -> dict[str, str]:
    # What comes from this machine only is another one on the next.
    return read_build_args(options.build_arg, entry.build_args, is_of_machine=False)


def _request(entry: Entry, options: Options, sources: BaseSources) -> BuildRequest:
    platform = _read_platform(entry, options)
    return request_of_build(entry, options, sources, platform, build_platform=platform)


def _replace(path: str, text: str) -> str | None:
    """Write a snapshot unless it is that already; gives the old one, None without one."""
    from preimage.cli.atomic import remove_leftovers, require_own_output, write_atomically

    require_own_output(path)
    remove_leftovers(path)
    old = _read_own(path)
    if old != text:
        write_atomically(path, text.encode("utf-8"), follow=False)
    return old


def _read_own(path: str) -> str | None:
    """Read a snapshot; what somebody else has put in its place is not to be written over.

    Raises:
        OptionError: the file is no snapshot.
    """
    from preimage.backends.snapshot import read_options

    text = _read(path)
    if text is not None and text.strip() and read_options(text) is None:
        raise OptionError(f"{path} is no snapshot, and is left as it is; if it may go, delete it and run this again")
    return text


def _read(path: str) -> str | None:
    try:
        return read_file(path, SNAPSHOT_BYTES, follow=False).decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return None
