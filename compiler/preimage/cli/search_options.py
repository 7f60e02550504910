"""The options that say which Dockerfiles are found in folders.

Source: docs/reference/cli.md, "Finding files".
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable

from preimage.cli.terminal import print_note
from preimage.inputs.search import DockerfileSearch, SearchOptions
from preimage.model.errors import OptionError


def add_search_options(parser: argparse.ArgumentParser) -> None:
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


def open_search(options: argparse.Namespace) -> DockerfileSearch:
    """Open the search that options describe."""
    return DockerfileSearch(
        SearchOptions(
            os.getcwd(),
            exclude=options.exclude,
            extend_exclude=options.extend_exclude or (),
            has_ignore_files=not options.no_ignore,
            is_forced=options.force_exclude,
        ),
        print_note,
    )


def find_named(search: DockerfileSearch, paths: Iterable[str]) -> list[str]:
    """Find all Dockerfiles that paths name.

    Raises:
        OptionError: a folder without a Dockerfile.
        OSError: a folder that cannot be read.
    """
    names = []
    for path in paths:
        found = search.find(path)
        if found.errors:
            raise found.errors[0]
        if found.is_empty:
            note = search.note()
            raise OptionError(f"{path}: no Dockerfile in this folder{f' ({note})' if note else ''}")
        names += found.names
    return names


def print_skipped(search: DockerfileSearch) -> None:
    """Say how many files were passed over because of their names."""
    note = search.note()
    if note:
        print_note(f"{note} (name one to have it read)")
