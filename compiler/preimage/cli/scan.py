"""``preimage scan``: many Dockerfiles into a table, and questions to it.

Source: docs/reference/scan.md.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator
from contextlib import nullcontext

from preimage.cli.base_options import add_base_options, open_base_sources
from preimage.cli.build_options import CommandParser, read_build_args, read_platforms
from preimage.cli.exit_status import GOOD
from preimage.cli.jobs import count_cores, open_pool
from preimage.cli.scan_progress import ProgressLine
from preimage.cli.search_options import add_search_options
from preimage.cli.terminal import print_note, print_unread
from preimage.inputs.search import DockerfileSearch, SearchOptions
from preimage.model.errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from contextlib import AbstractContextManager

    from preimage.scan.compiling import BuildSettings
    from preimage.scan.finding import UnitFinder
    from preimage.scan.units import Unit

_CHUNK = 64


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    if options.query is not None:
        from preimage.cli.scan_query import answer

        return answer(options)
    if options.output is None:
        raise OptionError("say with -o where the table goes, such as -o fleet.sqlite")
    return _scan(options)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = CommandParser("scan", "Write what many Dockerfiles build into a table, and ask it questions.")
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="folders, or single files (default: .); with --query the store"
    )
    parser.add_argument("-o", "--output", metavar="STORE", help="an SQLite file, which is made or brought up to date")
    parser.add_argument(
        "--query",
        metavar="QUESTION",
        help="ask a store: no-healthcheck, root, inherits:REF, onbuild, unpinned, shell, secrets, or SQL",
    )
    parser.add_argument(
        "--format",
        choices=("table", "json-lines", "csv"),
        metavar="FORM",
        default="table",
        help="how an answer is printed: table, json-lines, csv (default: table)",
    )
    parser.add_argument(
        "--files-from", metavar="FILE", help="also scan the paths in this file, one a line (-: standard input)"
    )
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="processes that share the work (default: one for each core)"
    )
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


def _scan(options: argparse.Namespace) -> int:
    from preimage.scan.finding import UnitFinder
    from preimage.scan.scanning import Scan
    from preimage.scan.store import open_store

    settings = _read_settings(options)
    search = SearchOptions(
        os.getcwd(),
        exclude=options.exclude,
        extend_exclude=options.extend_exclude or (),
        has_ignore_files=not options.no_ignore,
    )
    finder = UnitFinder(DockerfileSearch(search, print_note))
    # Before the store is open: a process that is copied must have no part in it.
    with _open_pool(options) as pool, open_store(options.output) as store, ProgressLine() as line:
        store.begin(_describe_settings(options))
        Scan(store, settings, line.progress, pool, _CHUNK).run(_list_units(options, finder))
        gone = store.finish()
        rows, errors = store.count()
    line.close(rows=rows, errors=errors, gone=gone)
    return max([GOOD, *(print_unread(str(error.filename), error) for error in finder.errors)])


def _list_units(options: argparse.Namespace, finder: UnitFinder) -> Iterator[Unit]:
    paths: Iterable[str] = options.paths
    if not options.paths and options.files_from is None:
        paths = [os.curdir]
    yield from finder.find(paths)


def _open_pool(options: argparse.Namespace) -> AbstractContextManager[ProcessPoolExecutor | None]:
    jobs = options.jobs
    if jobs is not None and jobs < 1:
        raise OptionError(f"--jobs {jobs}: want 1 or more")
    count = jobs or count_cores()
    asks_registries = options.unresolved == "error" and not options.offline and not options.locked
    # Each process would ask for the same images.
    if count == 1 or asks_registries:
        return nullcontext()
    pool = open_pool(count)
    pool.submit(int).result()
    return pool


def _read_settings(options: argparse.Namespace) -> BuildSettings:
    from preimage.scan.compiling import BuildSettings

    options.unresolved = options.unresolved or options.usual_unresolved
    return BuildSettings(
        open_base_sources(options, _say_nothing),
        build_args=read_build_args(options.build_arg, is_of_machine=False),
        platforms=read_platforms(options.platform),
        lock=options.lock or "",
    )


def _say_nothing(note: str) -> None:
    """Take no notice: the table says of each row whether its base is known."""


def _describe_settings(options: argparse.Namespace) -> str:
    """Give what has to be the same for a row to be still right, besides the files that it was made from."""
    import json

    from preimage.model.platforms import format_platform_full, read_platform
    from preimage.version import VERSION

    names = ("base", "bases_from", "build_context", "lock", "locked", "offline", "unresolved")
    return json.dumps(
        {
            "version": VERSION,
            "build_args": read_build_args(options.build_arg, is_of_machine=False),
            "platforms": read_platforms(options.platform),
            "machine": format_platform_full(read_platform(None)),
            "files": [_stamp_location(text) for text in (*options.base, *options.bases_from, options.lock or "")],
            **{name: vars(options)[name] for name in names},
        },
        sort_keys=True,
    )


def _stamp_location(text: str) -> str:
    from preimage.scan.trees import DISK

    path = text.partition("=")[2] or text
    return DISK.stamp(path.partition(":")[2] if "://" in path else path)
