"""``preimage lsp``: the language server, with the settings of each project.

Source: docs/reference/server.md.
"""

from __future__ import annotations

import os
import sys
from functools import partial

from preimage.bases.chain import ChainOfBases
from preimage.bases.empty import EmptyBases
from preimage.cli.arguments import Options
from preimage.cli.base_options import open_base_sources
from preimage.cli.build_options import CommandParser, add_build_options, read_build_args, read_labels, read_platforms
from preimage.cli.editor_builds import list_build_views, open_editor_builds, say_nothing
from preimage.cli.exit_status import GOOD
from preimage.cli.rule_options import add_rule_options, has_portability_rule, settle_levels
from preimage.cli.settings import CommandSettings
from preimage.inputs.base_sources import BaseSources
from preimage.inputs.dockerfiles import DockerfileInput, read_ignore_file
from preimage.inputs.settings_finder import SettingsFinder
from preimage.model.errors import OptionError
from preimage.model.options import BuildRequest
from preimage.server.situation import Situation, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_MISSING = "the language server needs pygls, which is not installed: pip install 'preimage[lsp]'"


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    try:
        from preimage.server.binding import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise OptionError(_MISSING) from error
    # The server closes what it is given.
    with (
        open(os.dup(sys.stdin.fileno()), "rb") as given,
        open(os.dup(sys.stdout.fileno()), "wb") as taken,
    ):
        serve(partial(SettingsProject, options), given, taken, sys.stderr)
    return GOOD


def _parse(arguments: list[str]) -> Options:
    parser = CommandParser(
        "lsp",
        "Serve an editor with the language server protocol, on standard input and output. It asks no registry, and "
        "reads nothing outside of the workspace, unless the settings of the project name it.",
    )
    parser.add_argument("--stdio", action="store_true", help="taken, since most clients give it; there is no other way")
    add_rule_options(parser)
    add_build_options(parser, unresolved="empty", is_call=True)
    options = parser.parse_arguments(arguments)
    options.exclude = None
    options.portable = None
    return options


class SettingsProject:
    """Gives for each file what its settings come to; settings are looked for up to the folder of the workspace."""

    def __init__(self, options: Options, folders: Sequence[str]) -> None:
        """``folders`` are those of the workspace; without any, a file's own folder is its workspace."""
        self._options = options
        self._folders = [os.path.abspath(folder) for folder in folders]

    def open(self, path: str, data: bytes) -> Situation:
        """Give what holds for a file; errors are those of `CommandSettings` and of `BaseSources`."""
        source = DockerfileInput(path or "Dockerfile", data, os.path.dirname(path), is_file=bool(path))
        finder = SettingsFinder(
            self._options.config_file,
            is_off=self._options.no_config or not path,
            is_absolute=True,
            highest=self._find_folder(source.folder),
        )
        settings = CommandSettings("check", self._options, finder)
        name = source.name if source.folder else ""
        options = settings.options_for(name)
        if options.context is not None:
            source.context = options.context
        options.rules = settle_levels(options)
        sources = open_base_sources(options, say=say_nothing)
        request = BuildRequest(
            target=options.target,
            build_args=read_build_args(options.build_arg, is_of_machine=False),
            build_platform=options.build_platform,
            contexts=sources.contexts,
            all_stages=True,
            has_notes=True,
            extra_rules=frozenset(name for name, level in options.rules.items() if level != "off"),
        )
        named = settings.values_for(name).get("builds")
        builds = open_editor_builds(named, source.name, settings, self._find_folder(source.folder))
        return Situation(
            request=request,
            bases=sources.for_folder(source.folder),
            ignore_file=read_ignore_file(source),
            levels=options.rules,
            platforms=read_platforms(options.platform),
            is_portable=bool(options.portable) or has_portability_rule(options.rules),
            list_views=partial(list_build_views, builds) if builds else partial(_list_views, options, source.folder),
        )

    def lock_command(self, path: str) -> list[str]:
        """Give the command line that locks the bases of a file, with the settings that this server has."""
        options = self._options
        settings = ["--no-config"] if options.no_config else []
        settings += [f"--config-file={options.config_file}"] if options.config_file else []
        return [sys.executable, "-m", "preimage", "lock", *settings, "--", path]

    def _find_folder(self, folder: str) -> str:
        """Give the folder of the workspace that a folder is in, the innermost; or the folder itself."""
        around = [each for each in self._folders if os.path.join(folder, "").startswith(os.path.join(each, ""))]
        return max(around, key=len, default=folder)


def _list_views(options: Options, folder: str) -> list[View]:
    """Give a view for each platform; bases are those of the settings, of the lock file and of the cache."""
    offline = Options(**{**vars(options), "unresolved": "error", "offline": True})
    sources: BaseSources = open_base_sources(offline, say=say_nothing)
    bases = ChainOfBases([sources.for_folder(folder), EmptyBases()])
    views = []
    for platform in read_platforms(options.platform):
        request = BuildRequest(
            target=options.target,
            build_args=read_build_args(options.build_arg, is_of_machine=False),
            platform=platform,
            labels=read_labels(options.label),
            contexts=sources.contexts,
            all_stages=True,
        )
        views.append(View(platform or "", request, bases))
    return views
