"""The options that say what is built: PATH, ``--file``, and those of projects; and the entries they come to.

Source: docs/reference/cli.md, "Options of projects".
"""

from __future__ import annotations

import os

from preimage.cli.arguments import DeclaredArguments, Options
from preimage.cli.terminal import print_note
from preimage.inputs.dockerfiles import read_dockerfile
from preimage.inputs.entries import Entry, read_asked
from preimage.inputs.project_locations import KINDS, Location, parse_location
from preimage.model.errors import OptionError, ProjectError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.inputs.projects import OpenedProject, ProjectOptions

_REPEATED = {
    "project-file": ("FILE", "a further file of the project, laid over PATH; may be repeated"),
    "env-file": ("FILE", "Compose: the variables, in place of those in .env; may be repeated"),
    "compose-profile": ("NAME", "Compose: a profile that is active; may be repeated"),
    "set": ("PATTERN.KEY=VALUE", "Bake: an attribute of targets; may be repeated"),
    "var": ("NAME=VALUE", "Bake: the value of a variable; may be repeated"),
}
_SINGLE = {
    "project-directory": ("FOLDER", "the folder that paths of the project count from"),
    "project-name": ("NAME", "Compose: the name of the project"),
    "compose-version": ("VERSION", "Compose: the version whose labels images get, or none"),
}
REPEATED_OPTIONS = {name: metavar for name, (metavar, _) in _REPEATED.items()}
"""Options of projects that may be repeated, without their dashes, and what they take."""


def add_project_options(parser: DeclaredArguments) -> None:
    """Add the options of Compose and Bake files."""
    group = parser.add_argument_group("projects (Compose and Bake files)")
    group.add_argument(
        "--as",
        choices=KINDS,
        dest="project_kind",
        default="",
        help="the tool whose file PATH is, or whose files are looked for in the folder (default: told by the name)",
    )
    for name, (metavar, text) in _REPEATED.items():
        group.add_argument(f"--{name}", action="append", default=[], metavar=metavar, help=text)
    for name, (metavar, text) in _SINGLE.items():
        group.add_argument(f"--{name}", default="", metavar=metavar, help=text)


def read_project_options(options: Options) -> ProjectOptions:
    """Read what the command line says of projects."""
    from preimage.inputs.projects import ProjectOptions

    given = vars(options)
    return ProjectOptions(
        environ=os.environ,
        kind=options.project_kind,
        files=options.project_file,
        directory=options.project_directory,
        env_files=options.env_file,
        profiles=options.compose_profile,
        name=options.project_name,
        build_args=given.get("build_arg", ()),
        version=options.compose_version,
        overrides=options.set,
        variables=options.var,
        with_dependencies=given.get("with_dependencies", False),
    )


def locate(path: str, options: Options) -> Location:
    """Give what PATH and ``--file`` stand for.

    Raises:
        OptionError: they do not go together.
    """
    file = vars(options).get("file")
    if file is not None and not options.project_kind and not parse_location(file).kind:
        if parse_location(path).kind:
            raise OptionError(f"--file names a Dockerfile, and {path} is a project; lay files over with --project-file")
        return Location(path)
    if file is not None and path != os.curdir:
        raise OptionError(f"--file {file} is a project, which says itself what the context is; leave {path} out")
    return parse_location(path if file is None else file, options.project_kind)


def name_of_one(options: Options) -> str:
    """Give the name behind ``PATH#``; empty if there is none."""
    return locate(options.path, options).name


def open_located(location: Location, options: Options, names: Sequence[str] = ()) -> OpenedProject:
    """Read a project, and say what it warns of; errors are those of ``open_project``."""
    from preimage.inputs.projects import open_project

    try:
        opened = open_project(location, read_project_options(options), names)
    except ProjectError as error:
        # The tools do not always name the file, and know of no revision.
        file = error.file or location.path
        shown = file if location.revision is None else location.revision.show(os.path.relpath(file))
        raise ProjectError(error.message, shown, error.line) from error
    for warning in opened.project.warnings:
        print_note(f"WARNING: {warning.message}")
    return opened


def read_entries(path: str, options: Options) -> list[Entry]:
    """Give what PATH and ``--file`` name: a Dockerfile, or the builds of a project.

    Raises:
        OptionError: there is nothing to build, or an option has no meaning for it.
        ProjectError: the project is wrong.
        LimitError: a file is too large, or the project takes too much.
        OSError: a file cannot be read.
    """
    location = locate(path, options)
    if not location.kind:
        # Most runs name none, and need not load what reads them.
        if _names_project_options(options):
            read_project_options(options).require_meant_for("")
        return [Entry(read_dockerfile(path, vars(options).get("file"), print_note))]
    return read_located(location, options)


def read_located(location: Location, options: Options) -> list[Entry]:
    """Give the builds of a project; errors are those of `read_entries`."""
    entries = read_asked(open_located(location, options))
    if not entries:
        what = f"{location.title}#{location.name}" if location.name else location.title
        raise OptionError(f"{what}: there is nothing to build")
    return entries


def read_one_entry(path: str, options: Options) -> Entry:
    """Give the one thing that PATH and ``--file`` name, for commands that take one.

    Errors are those of `read_entries`, and:

    Raises:
        OptionError: there are several.
    """
    return require_one(read_entries(path, options))


def require_one(entries: list[Entry]) -> Entry:
    """Give the only one of some entries.

    Raises:
        OptionError: there are several.
    """
    if len(entries) > 1:
        names = ", ".join(entry.title for entry in entries[:6])
        more = f" and {len(entries) - 6} more" if len(entries) > 6 else ""  # as many as shown
        raise OptionError(f"one build at a time; name one of {names}{more}")
    return entries[0]


def _names_project_options(options: Options) -> bool:
    given = vars(options)
    return any(given[name.replace("-", "_")] for name in (*_REPEATED, *_SINGLE))
