"""``preimage builds``: what a project would build.

Source: docs/reference/projects.md, "preimage builds".
"""

from __future__ import annotations

import os

from preimage.cli.arguments import Options
from preimage.cli.build_options import CommandParser, add_build_options
from preimage.cli.compilation import EntryBuild, compile_entry, open_builds
from preimage.cli.project_options import open_located
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import print_error, write_report
from preimage.inputs.entries import Entry, read_asked
from preimage.inputs.project_locations import COMPOSE, Location, find_kind_in_folder, parse_location
from preimage.model.bases import UNRESOLVED
from preimage.model.errors import OptionError, PreimageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.backends.builds_table import BuildRow
    from preimage.inputs.projects import OpenedProject

FORMATS = ("json", "table")
_OWN_LABEL = "com.docker.compose."


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    location, names = _locate(options)
    _require_meaning(options, location)
    opened = open_located(location, options, names)
    if options.format == "table":
        return _print_table(opened, options)
    text = opened.project.to_json()
    write_report(text or (), is_json=bool(text))
    return 0


def _parse(arguments: list[str]) -> Options:
    parser = CommandParser(
        "builds",
        "Print what a project would build, as 'docker compose build --print' and 'docker buildx bake --print'.",
    )
    parser.add_argument(
        "names",
        nargs="*",
        metavar="[PATH] [TARGET ...]",
        help="a Compose or Bake file, or a folder in which the tool finds it (default: .); then services, targets, "
        "groups or patterns",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default=FORMATS[0],
        help="json: what the tool prints; table: for people, with what comes to the same config (default: json)",
    )
    parser.add_argument(
        "--with-dependencies", action="store_true", help="Compose: also build the services that others depend on"
    )
    parser.add_argument("--show-values", action="store_true", help="in the table, show args whole, also secret ones")
    add_build_options(parser, unresolved="empty")
    return parser.parse_arguments(arguments, is_intermixed=True)


def _locate(options: Options) -> tuple[Location, list[str]]:
    """Tell the PATH from the TARGETs: a first argument that is no file is a TARGET."""
    path, names = os.curdir, list(options.names)
    if names:
        first = parse_location(names[0], options.project_kind)
        if os.path.exists(first.path) or (first.kind and not options.project_kind):
            path = names.pop(0)
    location = parse_location(path, options.project_kind)
    if not location.kind and os.path.isdir(location.path):
        location = Location(location.path, kind=find_kind_in_folder(location.path))
    if not location.kind:
        raise OptionError(f"{location.path}: this is no Compose or Bake file; if it is one, say which with --as")
    return location, names


def _require_meaning(options: Options, location: Location) -> None:
    """Refuse options of builds that neither tool's print takes."""
    given = {"--target": options.target, "--platform": options.platform, "--label": options.label}
    if location.kind != COMPOSE:
        given["--build-arg"] = options.build_arg
    for option, value in given.items():
        if value and options.format != "table":
            raise OptionError(f"{option} has no meaning for what the tool prints; Bake has --set for it")


def _print_table(opened: OpenedProject, options: Options) -> int:
    from preimage.backends.builds_table import render_builds

    entries = read_asked(opened)
    builds = open_builds(entries, CommandSettings("builds", options), say=lambda note: None)
    seen: dict[object, str] = {}
    rows = [_make_row(build, seen) for build in builds]
    size = sum(len(entry.source.data) for entry in entries)
    write_report(render_builds(rows, shows_values=options.show_values), is_json=False, is_visible=True, size=size)
    for row, entry in zip(rows, entries, strict=True):
        if row.fault:
            print_error(f"{entry.title}: {row.fault}")
    return int(any(row.fault for row in rows))


def _make_row(build: EntryBuild, seen: dict[object, str]) -> BuildRow:
    """Make the row of a build; ``seen`` has the builds so far, by what they come to."""
    from preimage.backends.builds_table import BuildRow

    entry = build.entry
    target, platforms = build.options.target or entry.target, [each for each in build.platforms if each]
    args = build.read_args()
    try:
        key = _identify(build)
    except PreimageError as error:
        return BuildRow(entry.name, _show_source(entry), target, platforms, args, fault=str(error))
    same_as = seen.setdefault(key, entry.name)
    return BuildRow(entry.name, _show_source(entry), target, platforms, args, "" if same_as == entry.name else same_as)


def _show_source(entry: Entry) -> str:
    return "(inline)" if entry.is_inline else entry.source.name


def _identify(build: EntryBuild) -> object:
    """Give what tells the configs of a build from others: for each platform the image, and the bases not known.

    Labels that Compose adds differ for every service, and do not count.
    """
    found = []
    for platform in build.platforms:
        result = compile_entry(build.entry, build.options, build.sources, platform)
        image = result.image.to_dict()
        labels = image["config"].get("Labels") or {}
        image["config"]["Labels"] = {key: value for key, value in labels.items() if not key.startswith(_OWN_LABEL)}
        unknown = {base.reference for base in result.bases if base.origin == UNRESOLVED}
        found.append((repr(image), tuple(sorted(unknown))))
    return tuple(found)
