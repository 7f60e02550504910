"""The options that say which Dockerfiles are found in folders.

Source: docs/reference/cli.md, "Finding files".
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from preimage.cli.arguments import DeclaredArguments, Options
from preimage.cli.base_options import add_switch
from preimage.cli.build_options import read_build_args
from preimage.cli.project_options import open_located, read_entries, read_located
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import print_note, print_unread
from preimage.inputs.dockerfiles import read_dockerfile
from preimage.inputs.entries import Entry, read_asked
from preimage.inputs.project_locations import parse_location
from preimage.inputs.search import DockerfileSearch
from preimage.inputs.search_options import SearchOptions
from preimage.model.errors import LimitError, OptionError, ProjectError


def add_search_options(parser: DeclaredArguments) -> None:
    """Add the options."""
    group = parser.add_argument_group("finding files")
    group.add_argument(
        "--exclude",
        action="append",
        metavar="PATTERN",
        help="leave out what this pattern of .gitignore's kind fits, in place of .venv, node_modules and the like",
    )
    group.add_argument(
        "--extend-exclude", action="append", metavar="PATTERN", help="leave this out, too; may be repeated"
    )
    group.add_argument("--no-ignore", action="store_true", help="also search what .gitignore and .ignore exclude")
    group.add_argument(
        "--force-exclude", action="store_true", help="patterns hold for files that are named, too (for hooks)"
    )
    add_switch(group, "--projects", "also find Compose and Bake files, in the place of the Dockerfiles they build")


def add_paths(parser: DeclaredArguments, help_text: str) -> None:
    """Add any number of PATHs, and ``--file``."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help=help_text)
    parser.add_argument("-f", "--file", help="the Dockerfile, or a folder holding one; PATH is then the build context")


def read_context(options: Options) -> str:
    """Give the build context that PATH is beside ``--file``.

    Raises:
        OptionError: there are several.
    """
    if len(options.paths) > 1:
        raise OptionError(f"with --file, PATH is the build context: one, not {' and '.join(options.paths)}")
    return options.paths[0] if options.paths else "."


def open_search(options: Options, settings: CommandSettings) -> DockerfileSearch:
    """Open the search that options and settings describe."""
    return DockerfileSearch(
        SearchOptions(
            os.getcwd(),
            exclude=options.exclude,
            extend_exclude=options.extend_exclude or (),
            has_ignore_files=not options.no_ignore,
            is_forced=options.force_exclude,
            finds_projects=options.projects,
        ),
        print_note,
        settings.find_excludes(print_note),
    )


class FoundEntries:
    """What is to be compiled of that which paths have led to.

    - ``members``: each with the options that hold for it.
    - ``status``: the exit status that files and folders come to that could not be read, which were told of; 0 else.
    """

    __slots__ = ("members", "status")

    def __init__(self) -> None:
        self.members: list[tuple[Entry, Options]] = []
        self.status = 0


def read_found(
    search: DockerfileSearch, paths: Sequence[str], options: Options, settings: CommandSettings
) -> FoundEntries:
    """Read what ``--file`` names, or all that paths name.

    What cannot be read is told, and stops no other. Those for another front end are skipped, if they are not named
    themselves.

    Raises:
        OptionError: settings that cannot be used.
        ProjectError: a project that is wrong.
    """
    read = FoundEntries()
    if options.file is not None:
        read.members += [(entry, settings.settle(entry)) for entry in read_entries(read_context(options), options)]
        return read
    for path in paths:
        location = parse_location(path, options.project_kind)
        if location.kind and search.leaves_out(location.path):
            continue
        if location.kind:
            read.members += [(entry, settings.settle(entry)) for entry in read_located(location, options)]
            continue
        for entry in _read_below(read, search, path, options):
            own = settings.settle(entry)
            source = entry.source
            from preimage.cli.front_ends import describe_foreign

            note = describe_foreign(source.name, source.data, read_build_args(own.build_arg))
            if note and source.name != path:
                print_note(note)
            else:
                read.members.append((entry, own))
    return read


def _read_below(read: FoundEntries, search: DockerfileSearch, path: str, options: Options) -> Iterator[Entry]:
    found = search.find(path)
    for fault in found.errors:
        read.status = max(read.status, print_unread(path, fault))
    if found.is_empty:
        empty = OptionError(f"{path}: no Dockerfile in this folder")
        read.status = max(read.status, print_unread(path, empty))
    built = set()
    for location in found.projects:
        try:
            for entry in read_asked(open_located(location, options), root=path):
                built.add(os.path.abspath(entry.source.name))
                yield entry
        except (ProjectError, OptionError, LimitError, OSError) as error:
            read.status = max(read.status, print_unread(location.path, error))
    for name in found.names:
        if os.path.abspath(name) in built:
            continue
        try:
            yield Entry(read_dockerfile(name, None, print_note))
        except (OptionError, LimitError, OSError) as error:
            read.status = max(read.status, print_unread(name, error))


def print_skipped(search: DockerfileSearch) -> None:
    """Say how many files were passed over because of their names."""
    skipped = describe_skipped(search)
    if skipped:
        print_note(skipped)


def describe_skipped(search: DockerfileSearch) -> str:
    """Give what is to be said of files that were passed over because of their names; empty if none were."""
    note = search.note()
    return f"{note} (name one to have it read)" if note else ""
