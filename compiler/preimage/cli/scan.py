"""``preimage scan``: many Dockerfiles into a table, and questions to it.

Source: docs/reference/scan.md.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import pairwise

from preimage.cli.arguments import Options
from preimage.cli.base_options import add_base_options, open_base_sources, read_base_options
from preimage.cli.build_options import CommandParser, read_build_args, read_platforms
from preimage.cli.exit_status import GOOD
from preimage.cli.jobs import asks_registries, count_cores, open_pool, say_one_process
from preimage.cli.scan_progress import ProgressLine
from preimage.cli.search_options import add_search_options
from preimage.cli.terminal import print_note, print_unread
from preimage.inputs.search import DockerfileSearch
from preimage.inputs.search_options import SearchOptions
from preimage.model.errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from preimage.scan.build_settings import BuildSettings
    from preimage.scan.finding import UnitFinder
    from preimage.scan.scanning import Found
    from preimage.scan.store import Store

_CHUNK = 64


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    if options.query is not None:
        from preimage.cli.scan_query import answer

        return answer(options)
    if options.output is None:
        raise OptionError("say with -o where the table goes, such as -o fleet.sqlite")
    if options.format is not None:
        raise OptionError("--format is for --query; the form of a table is the suffix of -o FILE")
    return _scan(options)


def _parse(arguments: list[str]) -> Options:
    parser = CommandParser("scan", "Write what many Dockerfiles build into a table, and ask it questions.")
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="folders, or single files (default: .); with --query the store"
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="STORE",
        help="an SQLite file, which is made or brought up to date; of another form by its suffix, "
        ".parquet, .jsonl or .csv, with the store beside it",
    )
    parser.add_argument(
        "--query",
        metavar="QUESTION",
        help="ask a store: no-healthcheck, root, inherits:REF, onbuild, unpinned, shell, secrets, or SQL",
    )
    parser.add_argument(
        "--format",
        choices=("table", "json-lines", "csv"),
        metavar="FORM",
        help="how an answer is printed: table, json-lines, csv (default: table)",
    )
    _add_sources(parser)
    group = parser.add_argument_group("build options (the same for all)")
    group.add_argument("--build-arg", action="append", default=[], metavar="KEY[=VALUE]", help="a build arg")
    group.add_argument(
        "--platform",
        action="append",
        default=[],
        metavar="PLATFORM[,PLATFORM]",
        help="target platforms, a row for each (default: this machine's)",
    )
    add_search_options(parser)
    add_base_options(parser, unresolved="empty")
    return parser.parse_arguments(arguments)


def _add_sources(parser: CommandParser) -> None:
    parser.add_argument(
        "--files-from",
        metavar="FILE",
        help="also scan the paths in this file, one a line, or each ended by a NUL (-: standard input)",
    )
    parser.add_argument(
        "--git",
        action="append",
        default=[],
        metavar="REPO[@REV]",
        help="also scan a commit of a git repository, without a work tree (default: HEAD); may be repeated",
    )
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="processes that share the work (default: one for each core)"
    )


def _scan(options: Options) -> int:
    from preimage.scan.exports import require_form, require_own, store_of
    from preimage.scan.finding import UnitFinder
    from preimage.scan.folder_memory import FolderMemory
    from preimage.scan.scanning import Scan
    from preimage.scan.store_files import open_store
    from preimage.scan.tree_of_unit import close_trees
    from preimage.scan.unit_compiler import UnitCompiler

    require_form(options.output)
    _require_paths(options.paths)
    settings = _read_settings(options)
    search = _open_search(options)
    count = _count_jobs(options)
    may_repeat = _may_repeat(options)
    path = store_of(options.output)
    if path != options.output:
        require_own(options.output)
    with open_store(path) as store, ProgressLine() as line, ExitStack() as stack:
        stack.callback(close_trees)
        store.begin(_describe_settings(options))
        finder = UnitFinder(search, None if may_repeat else FolderMemory(store))
        compiler = UnitCompiler(settings, lambda: _open_pool(count, stack), chunk=_CHUNK)
        scan = Scan(store, compiler, line.progress)
        gone, is_settled = scan.run(_list_units(options, finder), may_repeat=may_repeat)
        # Processes and programs have nothing more to do.
        stack.close()
        if path != options.output:
            _export(store, options.output)
        rows, errors = store.count()
    if not is_settled:
        print_note("WARNING: there are images that are built from each other in a circle; they are not settled")
    line.close(rows=rows, errors=errors, gone=gone)
    return max([GOOD, *(print_unread(str(error.filename), error) for error in finder.errors)])


def _may_repeat(options: Options) -> bool:
    """Tell whether what is named may lead to one file several times."""
    if options.files_from is not None or len(options.git) > 1:
        return True
    places = sorted(os.path.join(os.path.abspath(path), "") for path in options.paths)
    return any(after.startswith(before) for before, after in pairwise(places))


def _open_search(options: Options) -> DockerfileSearch:
    if options.git and (options.exclude or options.extend_exclude):
        raise OptionError("--git takes no patterns of --exclude and --extend-exclude")
    search = SearchOptions(
        os.getcwd(),
        exclude=options.exclude,
        extend_exclude=options.extend_exclude or (),
        has_ignore_files=not options.no_ignore,
        finds_projects=True,
    )
    return DockerfileSearch(search, print_note)


def _export(store: Store, output: str) -> None:
    """Write the table in its other form, unless it is there already."""
    from preimage.scan.exports import export

    if store.exported and store.exported == _stamp_output(output):
        return
    export(store, output)
    store.exported = _stamp_output(output)


def _stamp_output(output: str) -> str:
    if not os.path.exists(output):
        return ""
    found = os.stat(output)
    return f"{os.path.abspath(output)}:{found.st_size}.{found.st_mtime_ns}.{found.st_ino}"


def _list_units(options: Options, finder: UnitFinder) -> Iterator[Found]:
    paths: Iterable[str] = options.paths
    if not options.paths and options.files_from is None and not options.git:
        paths = [os.curdir]
    yield from finder.find(paths)
    if options.files_from is not None:
        from preimage.scan.path_lists import read_paths

        yield from finder.find(read_paths(options.files_from, sys.stdin.buffer))
    if options.git:
        from preimage.scan.git_finding import find_in_git

        for repository in options.git:
            yield from find_in_git(repository)


def _require_paths(paths: Iterable[str]) -> None:
    """Refuse a path of the command line that is not there: what a store has of it would be gone.

    Raises:
        FileNotFoundError: it is not.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)


def _count_jobs(options: Options) -> int:
    """Give the number of processes that may share the work.

    Raises:
        OptionError: less than one is asked for.
    """
    jobs = options.jobs
    if jobs is not None and jobs < 1:
        raise OptionError(f"--jobs {jobs}: want 1 or more")
    if asks_registries(options):
        # Each process would ask for the same images.
        if jobs is not None and jobs > 1:
            say_one_process(jobs)
        return 1
    return jobs or count_cores()


def _open_pool(count: int, stack: ExitStack) -> ProcessPoolExecutor | None:
    # The store is open: a process that is copied has it, too, but neither uses it nor has its locks.
    return stack.enter_context(open_pool(count)) if count > 1 else None


def _read_settings(options: Options) -> BuildSettings:
    from preimage.scan.build_settings import BuildSettings

    options.unresolved = options.unresolved or options.usual_unresolved
    return BuildSettings(
        read_base_options(options),
        open_base_sources(options, _say_nothing),
        build_args=read_build_args(options.build_arg, is_of_machine=False),
        platforms=_read_platforms(options),
    )


def _read_platforms(options: Options) -> list[str | None]:
    # Without the option it is not the environment that says: all files are treated alike wherever they are scanned.
    return read_platforms(options.platform) if options.platform else [None]


def _say_nothing(note: str) -> None:
    """Take no notice: the table says of each row whether its base is known."""


def _describe_settings(options: Options) -> str:
    """Give what has to be the same for a row to be still right, besides the files that it was made from."""
    import json

    from preimage.model.platforms import format_platform_full, read_platform
    from preimage.version import VERSION

    names = ("base", "bases_from", "build_context", "lock", "locked", "offline", "unresolved")
    given = [text.partition("=")[2] for text in (*options.base, *options.build_context)]
    locations = [*given, *options.bases_from, options.lock or ""]
    return json.dumps(
        {
            "version": VERSION,
            "build_args": read_build_args(options.build_arg, is_of_machine=False),
            "platforms": _read_platforms(options),
            "machine": format_platform_full(read_platform(None)),
            "files": [_stamp_location(location) for location in locations],
            **{name: vars(options)[name] for name in names},
        },
        sort_keys=True,
    )


def _stamp_location(location: str) -> str:
    import time

    from preimage.inputs.image_locations import find_place
    from preimage.scan.trees import DISK

    path = find_place(location) or location
    # The index of a layout names all that is in it by digest.
    stamp = DISK.stamp(os.path.join(path, "index.json") if os.path.isdir(path) else path)
    # What was changed just now is never the same again: it may change once more without another time.
    return stamp or str(time.time_ns())
