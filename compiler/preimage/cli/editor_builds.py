"""Builds of Compose and Bake files as which the language server shows a Dockerfile: those that settings name.

Source: docs/reference/server.md, "Builds of projects".
"""

from __future__ import annotations

import os

from preimage.bases.chain import ChainOfBases
from preimage.bases.empty import EmptyBases
from preimage.cli.arguments import Options
from preimage.cli.build_options import read_build_args, read_labels
from preimage.cli.compilation import EntryBuild, EntrySources
from preimage.inputs.project_locations import BAKE, parse_location
from preimage.inputs.settings import Located
from preimage.model.errors import OptionError, ProjectError
from preimage.model.options import BuildRequest
from preimage.server.situation import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from preimage.cli.settings import CommandSettings
    from preimage.inputs.entries import Entry
    from preimage.inputs.project_locations import Location


def open_editor_builds(
    named: Located | Mapping[str, Located] | None,
    path: str,
    settings: CommandSettings,
    root: str,
) -> list[EntryBuild]:
    """Give the builds of a Dockerfile, of those that the setting ``builds`` names.

    ``root`` is the folder that what the projects read must not leave. Of the bases, what cannot
    be had is empty, and no registry is asked.

    Raises:
        OptionError: a path is no project, the project is wrong, or has no such build; with the setting's line.
        LimitError, OSError: as of ``open_project``, and of ``read_entry`` for a build that is named.
    """
    if not isinstance(named, Located) or not isinstance(named.value, list):
        return []
    sources = EntrySources(settings, say_nothing)
    own = settings.options_for(path, is_of_project=True)
    offline = Options(**{**vars(own), "unresolved": "error", "offline": True})
    return [
        EntryBuild(entry, offline, sources.open(entry, offline))
        for text in named.value
        for entry in _read_builds(text, path, named, root, own.build_arg)
    ]


def list_build_views(builds: list[EntryBuild]) -> list[View]:
    """Give a view for each platform of each build."""
    views = []
    for build in builds:
        entry, options = build.entry, build.options
        bases = ChainOfBases([build.sources.for_folder(entry.source.folder), EmptyBases()])
        for platform in build.platforms:
            request = BuildRequest(
                target=options.target or entry.target,
                build_args=read_build_args(options.build_arg, entry.build_args, is_of_machine=False),
                platform=platform,
                labels={**entry.labels, **read_labels(options.label)},
                contexts=build.sources.contexts,
                all_stages=True,
            )
            views.append(View(_name_view(build, platform), request, bases))
    return views


def _name_view(build: EntryBuild, platform: str | None) -> str:
    name = os.path.basename(build.entry.title)
    return f"{name}, {platform}" if platform and len(build.platforms) > 1 else name


def _read_builds(text: str, path: str, named: Located, root: str, build_args: list[str]) -> Iterator[Entry]:
    # Loaded only here: most workspaces name no builds.
    from preimage.inputs.entries import read_entry
    from preimage.inputs.projects import ProjectOptions, open_project

    location = parse_location(text)
    if not location.kind:
        raise OptionError(f"{named.file}:{named.line}: builds: {text} is no file of Compose or Bake")
    location.root = root
    # Bake counts paths from the current folder, which for a server means nothing.
    folder = location.path if os.path.isdir(location.path) else os.path.dirname(location.path)
    options = ProjectOptions(
        environ=os.environ, build_args=build_args, directory=folder if location.kind == BAKE else ""
    )
    try:
        opened = open_project(location, options)
    except ProjectError as error:
        raise _locate(error, location, named) from error
    for name in opened.asked:
        try:
            entry = read_entry(opened, name, root=root)
        except (OSError, ProjectError) as error:
            # One that nobody named is of another Dockerfile.
            if not location.name:
                continue
            raise _locate(error, location, named) if isinstance(error, ProjectError) else error from error
        if not entry.is_inline and os.path.realpath(entry.source.name) == os.path.realpath(path):
            yield entry


def _locate(error: ProjectError, location: Location, named: Located) -> OptionError:
    """Say of a fault of a project, which an editor shows at the Dockerfile, where it is, and who named the project."""
    text, file = error.summary, error.file or location.path
    if file not in text:
        text = f"{file}{'' if error.line is None else f':{error.line}'}: {text}"
    return OptionError(f"{named.file}:{named.line}: builds: {text}")


def say_nothing(note: str) -> None:
    """Take no notice: an editor has no place for it."""
